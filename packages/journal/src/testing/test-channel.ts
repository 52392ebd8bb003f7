/** A BroadcastChannel within one thread, which a test can make deaf, as that of a frozen tab is. */
export class TestChannel {
  static readonly #channels = new Set<TestChannel>()
  /** The channel that was opened last. */
  static last: TestChannel | undefined
  readonly name: string
  /** Whether it misses what is posted. */
  isDeaf = false
  readonly #listeners: ((event: { readonly data: unknown }) => void)[] = []

  constructor(name: string) {
    this.name = name
    TestChannel.#channels.add(this)
    TestChannel.last = this
  }

  addEventListener(_: 'message', listener: (event: { readonly data: unknown }) => void): void {
    this.#listeners.push(listener)
  }

  postMessage(message: unknown): void {
    if (!TestChannel.#channels.has(this)) throw new Error('The channel is closed.')
    const data = structuredClone(message)
    for (const channel of TestChannel.#channels) {
      if (channel === this || channel.name !== this.name || channel.isDeaf) continue
      setTimeout(() => {
        if (TestChannel.#channels.has(channel)) for (const listener of channel.#listeners) listener({ data })
      })
    }
  }

  close(): void {
    TestChannel.#channels.delete(this)
  }
}
