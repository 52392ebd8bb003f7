import { isKvasirError, KvasirError } from '@kvasir/core'

/** An error of the engine as one of Kvasir's; one of Kvasir's stays what it is. */
export function toStorageFailed(cause: unknown): KvasirError {
  if (isKvasirError(cause)) return cause
  const reason = cause instanceof Error ? cause.message : String(cause)
  return new KvasirError('STORAGE_FAILED', `SQLite failed: ${reason}`, {
    cause,
  })
}
