import { KvasirError } from '@kvasir/core'

/**
 * Why a pool of files failed last. SQLite passes on only that it did, as `disk I/O error`, and the pool tells nobody
 * but the log of SQLite: https://sqlite.org/wasm/doc/trunk/api-c-style.html
 */
let reason: unknown

/** Takes what a pool logs as an error: its name, and what was thrown where it used a file. */
export function hearPoolError(_pool?: unknown, thrown?: unknown): void {
  reason = thrown
}

/** To be called before a call of SQLite, which itself gets over some failures, such as that of a checkpoint. */
export function forgetPoolError(): void {
  reason = undefined
}

/** What a call of SQLite has thrown, or `QUOTA_EXCEEDED` when that was for want of room in a file of a pool. */
export function orQuotaExceeded(error: unknown): unknown {
  return toQuotaExceeded(reason) ?? toQuotaExceeded(error) ?? error
}

/** Runs calls of SQLite that wait for nothing, and throws `QUOTA_EXCEEDED` when they fail for want of room. */
export function withinQuota<T>(body: () => T): T {
  forgetPoolError()
  try {
    return body()
  } catch (error) {
    throw orQuotaExceeded(error)
  }
}

/** Undefined for any other reason. */
export function toQuotaExceeded(cause: unknown): KvasirError | undefined {
  if (!(cause instanceof Error) || !isWantOfRoom(cause)) return undefined
  return new KvasirError(
    'QUOTA_EXCEEDED',
    `There is no room for this in the browser's storage: ${cause.message}`,
    { cause },
  )
}

/**
 * What the pool throws for a write whose answer is not the number of bytes that it was given. A file takes fewer
 * when there is no room for all; Chromium answers with a negative error code in private windows, as a huge number.
 */
const SHORT_WRITE = /^Unknown write\(\) failure|^Expected to write \d+ ?bytes but wrote/

/** https://fs.spec.whatwg.org/#api-filesystemsyncaccesshandle-write */
function isWantOfRoom({ name, message }: Error): boolean {
  return name === 'QuotaExceededError' || SHORT_WRITE.test(message)
}
