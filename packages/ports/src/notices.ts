import { type Backend, isKvasirError } from '@kvasir/core'

/** Tells clients that a backend has told of commits: those who have asked for it, at most once a tick. */
export class Notices {
  readonly #backend: Backend
  /** By client; those behind the same port have the same function, which reaches all of them at once. */
  readonly #tells = new Map<string, () => void>()
  #end: (() => void) | undefined
  #isDue = false

  constructor(backend: Backend) {
    this.#backend = backend
  }

  /** The first notice is for what was committed before this came. */
  subscribe(client: string, tell: () => void): void {
    this.#tells.set(client, tell)
    this.#tellSoon()
    try {
      this.#end ??= this.#backend.onCommit(() => this.#tellSoon())
    } catch (error) {
      // Who was told above reads, and is answered with that.
      if (!isKvasirError(error) || error.code !== 'CLOSED') throw error
    }
  }

  unsubscribe(client: string): void {
    this.#tells.delete(client)
    if (this.#tells.size === 0) this.#endWatch()
  }

  /** Tells what is due, and then nobody any more. */
  close(): void {
    this.#flush()
    this.#tells.clear()
    this.#endWatch()
  }

  #endWatch(): void {
    this.#end?.()
    this.#end = undefined
  }

  #tellSoon(): void {
    if (this.#isDue) return
    this.#isDue = true
    queueMicrotask(() => this.#flush())
  }

  #flush(): void {
    if (!this.#isDue) return
    this.#isDue = false
    for (const tell of new Set(this.#tells.values())) tell()
  }
}
