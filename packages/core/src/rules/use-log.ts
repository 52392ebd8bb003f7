import type { Backend } from '../contract.ts'

/**
 * In which order the keys of a namespace were used, as far as this connection knows. What it does not know was used
 * before all that, in the order of its writing.
 */
export class UseLog {
  /** The one used longest ago first. */
  readonly #keys = new Set<string>()
  /** All rows up to this revision are known. */
  known = 0

  use(key: string): void {
    this.#keys.delete(key)
    this.#keys.add(key)
  }

  forget(key: string): void {
    this.#keys.delete(key)
  }

  has(key: string): boolean {
    return this.#keys.has(key)
  }

  keys(): IterableIterator<string> {
    return this.#keys.values()
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
