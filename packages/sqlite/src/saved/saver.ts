/**
 * Runs `save` for whoever asks, never two at once. Who asks in the same task shares a save; who asks while one
 * runs shares the next, which starts when that one has ended, well or badly.
 */
export class Saver {
  readonly #save: () => Promise<void>
  #running: Promise<void> = Promise.resolve()
  #next: Promise<void> | undefined

  constructor(save: () => Promise<void>) {
    this.#save = save
  }

  /** Resolves when a save that started after this call has ended, and rejects when that one failed. */
  save(): Promise<void> {
    this.#next ??= this.#afterRunning()
    return this.#next
  }

  async #afterRunning(): Promise<void> {
    // Its failure is reported to those who asked for it.
    await this.#running.catch(() => undefined)
    this.#next = undefined
    this.#running = this.#save()
    return await this.#running
  }
}
