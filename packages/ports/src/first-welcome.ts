import type { KvasirError } from '@kvasir/core'

export interface Waiting {
  /** Milliseconds. */
  readonly patience: number
  readonly signal: AbortSignal | undefined
  /** Whether a server in the same place is about to begin. */
  readonly isOpeningHere: () => boolean
  /** Asks whoever serves for a welcome. */
  readonly greet: () => void
  /** Why the waiting ends when nobody answers. */
  readonly nobody: () => KvasirError
}

/** The first welcome of a client: that there is a server, or that there will be none. */
export class FirstWelcome {
  readonly #outcome = Promise.withResolvers<void>()
  /** Whether somebody has said that a server is about to begin. */
  #isExpected = false

  constructor() {
    // Nobody need wait for it; whoever does is told.
    this.#outcome.promise.catch(() => {})
  }

  /** There is a server. */
  resolve(): void {
    this.#outcome.resolve()
  }

  /** There will be none. */
  reject(error: KvasirError): void {
    this.#outcome.reject(error)
  }

  /** A server is about to begin: whoever waits need not give up yet. */
  expect(): void {
    this.#isExpected = true
  }

  /** Greets, and waits while somebody answers or is about to; again and again. */
  async wait({ patience, signal, isOpeningHere, greet, nobody }: Waiting): Promise<void> {
    const { promise: tooLate, reject } = Promise.withResolvers<never>()
    let timer: ReturnType<typeof setTimeout> | undefined
    const begin = (): void => {
      this.#isExpected = false
      timer = setTimeout(() => {
        if (!this.#isExpected && !isOpeningHere()) return reject(nobody())
        this.#isExpected = false
        greet()
        begin()
      }, patience)
    }
    try {
      begin()
      greet()
      await Promise.race([this.come(signal), tooLate])
    } finally {
      clearTimeout(timer)
    }
  }

  /** Resolves or rejects with it; rejects with the reason of the signal when that aborts. */
  async come(signal: AbortSignal | undefined): Promise<void> {
    signal?.throwIfAborted()
    const { promise, reject } = Promise.withResolvers<never>()
    const abort = (): void => reject(signal?.reason as Error)
    signal?.addEventListener('abort', abort)
    try {
      await Promise.race([this.#outcome.promise, promise])
    } finally {
      signal?.removeEventListener('abort', abort)
    }
  }
}
