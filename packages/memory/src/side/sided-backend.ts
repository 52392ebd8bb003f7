import type { Backend, Mode, Out } from '@kvasir/core'

/** A backend whose spaces below 0 are in memory. */
export interface SidedBackend<M extends Mode = Mode> extends Backend<M> {
  /** Forgets all rows in memory: for when another database has taken the place of the one beneath. */
  forget(): Out<M, void>
}
