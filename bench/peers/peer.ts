import type { Work } from '../measure/contest.ts'

/** A store under measurement, used as its user would use it. What it cannot do at all it leaves out. */
export interface Peer {
  readonly name: string
  /** Puts all of the keys, the fastest way there is; not measured. */
  fill(keys: readonly string[], values: readonly string[]): void | Promise<void>
  /** Gets one key after the other. */
  readonly get?: Work
  /** Puts one key after the other, over what is there. */
  readonly put?: Work
  /** Issues all puts, then waits for them. */
  readonly putTogether?: Work
  /** Puts all in one call. */
  readonly putMany?: Work
  /** Here the keys are prefixes: gets the values of the first {@link PAGE} keys that have it, in the order of the keys. */
  readonly page?: Work
}
