import type { Incident } from 'kvasir'
import type { Found } from './found.ts'
import type { Progress } from './writers.ts'

/** Is told of every write that is acknowledged, by its writer and number. */
export type Acknowledge = (writer: string, n: number) => void

/** A store in processes that are there to be killed. */
export interface Crashable {
  readonly label: string
  /** Opens the store of this name, for the first time or after a crash, and reads it. Rejects when it does not open. */
  reopen(name: string): Promise<Reopened>
  /** Runs the writers on the store that was opened last. Never resolves; rejects when a write fails, or by {@link kill}. */
  write(from: Progress, acknowledge: Acknowledge): Promise<never>
  /** Kills at once; resolves when the processes are gone and all that they told has arrived. */
  kill(): Promise<void>
  /** Ends what is left and removes the files. */
  close(): Promise<void>
}

export interface Reopened {
  readonly found: Found
  readonly incidents: readonly Incident[]
  /** Whether the browser has meanwhile destroyed all databases of the origin, by the evidence of one beside the store. */
  readonly isDestroyed: boolean
}
