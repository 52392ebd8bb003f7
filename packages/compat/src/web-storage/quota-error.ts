import { type ErrorCode, isKvasirError } from '@kvasir/core'

const FULL: ReadonlySet<ErrorCode> = new Set(['LIMIT_EXCEEDED', 'QUOTA_EXCEEDED'])

/** Runs a write; where there is no room for it, what is thrown is the platform's error, with Kvasir's as its cause. */
export function withQuotaError(write: () => void): void {
  try {
    write()
  } catch (error) {
    if (!isKvasirError(error) || !FULL.has(error.code)) throw error
    throw Object.assign(new DOMException(error.message, 'QuotaExceededError'), { cause: error })
  }
}
