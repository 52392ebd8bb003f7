import { isKvasirError, KvasirError } from '@kvasir/core'

/** What SQLite says when there is no room: https://sqlite.org/rescode.html#full */
const FULL = /database or disk is full/
/** What it says of pages that are none: https://sqlite.org/rescode.html#corrupt */
const CORRUPT = /disk image is malformed/
/** What it says once it has waited long enough for another connection: https://sqlite.org/rescode.html#busy */
const BUSY = /database (table )?is locked/

/** An error of the engine as one of Kvasir's; one of Kvasir's stays what it is. */
export function toStorageFailed(cause: unknown): KvasirError {
  if (isKvasirError(cause)) return cause
  const reason = cause instanceof Error ? cause.message : String(cause)
  if (CORRUPT.test(reason)) {
    return new KvasirError(
      'DAMAGED',
      `SQLite failed: ${reason}. The database is left as it is: put it aside, and begin with a copy of it or an export.`,
      { cause },
    )
  }
  if (BUSY.test(reason)) {
    const message = `Another connection writes to the SQLite database for too long: ${reason}. It may be tried again.`
    return new KvasirError('BLOCKED', message, { cause })
  }
  const code = FULL.test(reason) ? 'QUOTA_EXCEEDED' : 'STORAGE_FAILED'
  return new KvasirError(code, `SQLite failed: ${reason}`, { cause })
}
