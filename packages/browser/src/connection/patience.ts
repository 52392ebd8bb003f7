/** How long something is waited for, in milliseconds. */
export interface Patience {
  /** For an event of any kind after the database was asked for: 10 s unless given. */
  readonly open: number
  /** For other connections to be closed, after the browser has said that they block an upgrade: 5 s unless given. */
  readonly blocked: number
  /** For a transaction to complete or to abort, at the least; twice as long at the most. 30 s unless given. */
  readonly transaction: number
}

export const PATIENCE: Patience = { open: 10_000, blocked: 5_000, transaction: 30_000 }

/** How often something is tried in all before its failure is reported. */
export const TRIES = 5

/** How long to wait after a number of failures in a row, in milliseconds: 50, 100, 200, 400. */
export function backoff(failures: number): number {
  return 50 * 2 ** (failures - 1)
}
