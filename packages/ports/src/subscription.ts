import { CommitListeners } from '@kvasir/core'
import type { Route } from './calls.ts'

/** What a client wants to know of commits, from the server that it has and from those that follow. */
export class Subscription {
  readonly #listeners = new CommitListeners()
  readonly #route: () => Route | undefined

  /** `route` gives the way to the server that there is. */
  constructor(route: () => Route | undefined) {
    this.#route = route
  }

  /** Returns what ends it. */
  add(listener: () => void): () => void {
    const end = this.#listeners.add(listener)
    if (this.#listeners.size === 1) this.renew()
    return () => this.#without(end)
  }

  /**
   * Asks the server for notices: it is a new one, or some of its may have been missed. The first comes at once and
   * stands for all those.
   */
  renew(): void {
    if (this.#listeners.size > 0) this.#route()?.subscribe(() => this.tell())
  }

  /** To be called when a notice has come. */
  tell(): void {
    this.#listeners.tell()
  }

  end(): void {
    this.#without(() => this.#listeners.clear())
  }

  /** Without the last listener, the server need not tell any more. */
  #without(end: () => void): void {
    const before = this.#listeners.size
    end()
    if (before > 0 && this.#listeners.size === 0) this.#route()?.unsubscribe()
  }
}
