import { isKvasirError, KvasirError } from '@kvasir/core'
import type { SAHPoolUtil, Sqlite3Static } from '@sqlite.org/sqlite-wasm'
import { giveUpPlace } from './give-up-place.ts'
import { toBlocked } from './hold-directory.ts'
import { toQuotaExceeded } from './want-of-room.ts'

/** Files that a pool has room for: the database and its log, an image that goes out and one that comes in. */
const FILES = 8
/** Milliseconds between attempts to open what is still open elsewhere. */
const PAUSE = 50

/**
 * Opens the pool of files in a directory of OPFS, which becomes the only one to have it open. What is open
 * elsewhere is tried again until the signal ends that.
 *
 * A pool that is there opens also while the storage is full. SQLite makes a file, and deletes it again, to see
 * whether the browser can do what it needs; for that a place of the pool is given up, and taken again afterwards.
 *
 * Throws `BLOCKED`, `QUOTA_EXCEEDED` when there is no room for a new pool, `UNAVAILABLE` when the browser does not
 * give the directory.
 */
export async function openPool(
  sqlite3: Sqlite3Static,
  directory: string,
  until: AbortSignal,
): Promise<SAHPoolUtil> {
  for (;;) {
    try {
      const pool = await install(sqlite3, directory)
      // It is the same one that a driver before has paused.
      if (pool.isPaused()) await pool.unpauseVfs()
      await refill(pool)
      return pool
    } catch (cause) {
      if (toQuotaExceeded(cause) !== undefined && (await giveUpPlace(directory))) continue
      if (!isHeldElsewhere(cause)) throw toUnavailable(directory, cause)
      if (until.aborted) throw toBlocked(directory, cause)
      await new Promise((resolve) => setTimeout(resolve, PAUSE))
    }
  }
}

/** Makes places in the pool anew, as far as there is room: who needs more of them than there are asks for them. */
async function refill(pool: SAHPoolUtil): Promise<void> {
  try {
    await pool.reserveMinimumCapacity(FILES)
  } catch (cause) {
    if (toQuotaExceeded(cause) === undefined) throw cause
  }
}

/** Options that its types do not have all of. */
function install(sqlite3: Sqlite3Static, directory: string): Promise<SAHPoolUtil> {
  const options = {
    name: `kvasir:${directory}`,
    directory,
    initialCapacity: FILES,
    // By default a failure deletes the directory.
    preserveOnInitFailure: true,
    forceReinitIfPreviouslyFailed: true,
  }
  return sqlite3.installOpfsSAHPoolVfs(options)
}

/** https://fs.spec.whatwg.org/#api-filesystemfilehandle-createsyncaccesshandle; older browsers say `InvalidStateError`. */
function isHeldElsewhere(cause: unknown): boolean {
  const name = nameOf(cause)
  return name === 'NoModificationAllowedError' || name === 'InvalidStateError'
}

function toUnavailable(directory: string, cause: unknown): KvasirError {
  const error = toQuotaExceeded(cause) ?? cause
  if (isKvasirError(error)) return error
  const reason = cause instanceof Error ? cause.message : String(cause)
  return new KvasirError('UNAVAILABLE', `The directory ${directory} of OPFS cannot be opened: ${reason}`, {
    cause,
  })
}

function nameOf(cause: unknown): string | undefined {
  return cause instanceof Error ? cause.name : undefined
}
