import { isKvasirError, KvasirError } from '@kvasir/core'
import type { SAHPoolUtil, Sqlite3Static } from '@sqlite.org/sqlite-wasm'
import { toBlocked } from './hold-directory.ts'

/** Files that a pool has room for: the database and its log, an image that goes out and one that comes in. */
const FILES = 8
/** Milliseconds between attempts to open what is still open elsewhere. */
const PAUSE = 50

/**
 * Opens the pool of files in a directory of OPFS, which becomes the only one to have it open. What is open
 * elsewhere is tried again until the signal ends that.
 *
 * Throws `BLOCKED`, `QUOTA_EXCEEDED` when there is no room for the pool, `UNAVAILABLE` when the browser does not
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
      return pool.isPaused() ? await pool.unpauseVfs() : pool
    } catch (cause) {
      if (!isHeldElsewhere(cause)) throw toUnavailable(directory, cause)
      if (until.aborted) throw toBlocked(directory, cause)
      await new Promise((resolve) => setTimeout(resolve, PAUSE))
    }
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
  if (isKvasirError(cause)) return cause
  if (nameOf(cause) === 'QuotaExceededError') {
    return new KvasirError('QUOTA_EXCEEDED', 'The browser gives this site no room for a database.', { cause })
  }
  const reason = cause instanceof Error ? cause.message : String(cause)
  return new KvasirError('UNAVAILABLE', `The directory ${directory} of OPFS cannot be opened: ${reason}`, {
    cause,
  })
}

function nameOf(cause: unknown): string | undefined {
  return cause instanceof Error ? cause.name : undefined
}
