/// <reference types="node" />
import type { SqliteDriver } from '../../driver.ts'

/** Calls `ring` after some milliseconds; answers how to cancel it. */
export type Timer = (milliseconds: number, ring: () => void) => () => void

/** The timer of the system, for which no process stays alive. */
export const quietTimer: Timer = (milliseconds, ring) => {
  const timeout = setTimeout(ring, milliseconds).unref()
  return () => clearTimeout(timeout)
}

/** Milliseconds between two looks, each of which takes some 10 us. */
const PAUSE = 250

/**
 * Calls `listener` when another connection, of whatever process, has committed, until what is returned is called.
 * SQLite has no word for it but a number to be asked for: https://sqlite.org/pragma.html#pragma_data_version
 */
export function watchVersion(
  driver: Pick<SqliteDriver, 'prepare'>,
  timer: Timer,
  listener: () => void,
): () => void {
  const statement = driver.prepare('PRAGMA data_version')
  const look = (): unknown => {
    try {
      return statement.get([])![0]
    } catch {
      // The file cannot be read. The listener is told of the change as of any other, and its reads say what it is.
      return undefined
    }
  }
  let seen = look()
  const lookAgain = (): void => {
    cancel = timer(PAUSE, lookAgain)
    const version = look()
    if (version === seen) return
    seen = version
    listener()
  }
  let cancel = timer(PAUSE, lookAgain)
  return () => cancel()
}
