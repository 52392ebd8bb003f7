import type { Write } from '../contract.ts'

/** What an operation decided to do to a key, and what it returns for it. */
export interface Plan<T> {
  /** Undefined when there is nothing to write. */
  readonly write: Write | undefined
  readonly result: T
}
