import type { Backend } from '../contract.ts'

/** That a key was used when nothing newer than a revision was known of. */
export interface Use {
  readonly key: string
  readonly revision: number
}

/**
 * When the keys of a namespace were read, as far as this connection knows: behind which revision. So reads that nobody
 * else learns of, and writes of whatever connection, which have revisions of their own, are in one order.
 */
export class UseLog {
  /** The last use of each key, longest ago first: their revisions never fall. */
  readonly #uses = new Map<string, Use>()
  #newest = 0
  /** Every row up to this revision was used after its writing. */
  known: number = 0
  /** When the newest revision was last looked for, in epoch milliseconds. */
  lookedAt: number = -Infinity

  /** Notes that a revision was given. */
  see(revision: number): void {
    this.#newest = Math.max(this.#newest, revision)
  }

  /** Notes that a row was used. */
  use(key: string): void {
    this.#uses.delete(key)
    this.#uses.set(key, { key, revision: this.#newest })
  }

  forget(key: string): void {
    this.#uses.delete(key)
  }

  /** The last use of a key; undefined when none is known. */
  of(key: string): Use | undefined {
    return this.#uses.get(key)
  }

  /** The use longest ago first; one that is noted meanwhile comes at the end. */
  uses(): IterableIterator<Use, undefined> {
    return this.#uses.values()
  }
}

const LOGS = new WeakMap<Backend, Map<number, UseLog>>()

/** The log of a namespace over a backend. */
export function useLogOf(backend: Backend, id: number): UseLog {
  let logs = LOGS.get(backend)
  if (logs === undefined) LOGS.set(backend, (logs = new Map()))
  let log = logs.get(id)
  if (log === undefined) logs.set(id, (log = new UseLog()))
  return log
}
