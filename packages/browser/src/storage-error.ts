import { isKvasirError, KvasirError } from '@kvasir/core'
import { systemTimer, type Timer } from './connection/timer.ts'

/** What was under way when something was thrown: getting at the storage, or using it. */
export type StorageStep = 'open' | 'use'

/**
 * What a browser throws when it does not let a page have storage at all. InvalidStateError is what Firefox
 * has thrown in private windows; the last two are what an absent interface makes.
 */
const REFUSALS: ReadonlySet<string> = new Set([
  'SecurityError',
  'NotAllowedError',
  'InvalidStateError',
  'ReferenceError',
  'TypeError',
])

/** How long the browser is waited for to say how much there is, in milliseconds. */
const PATIENCE_FOR_ESTIMATE = 1_000

/**
 * The `KvasirError` for what a browser's storage has thrown, with that as its cause: `QUOTA_EXCEEDED` with
 * usage and quota in bytes as far as the browser tells, `UNAVAILABLE` when the storage is refused at its
 * opening, else `STORAGE_FAILED`. A `KvasirError` stays what it is. Never rejects.
 *
 * @example
 * transaction.addEventListener('abort', () => void toStorageError(transaction.error).then(reject))
 */
export async function toStorageError(
  cause: unknown,
  step: StorageStep = 'use',
  timer: Timer = systemTimer,
): Promise<KvasirError> {
  if (isKvasirError(cause)) return cause
  if (isQuotaExceeded(cause)) {
    const { usage, quota } = await estimate(timer)
    return new KvasirError('QUOTA_EXCEEDED', `There is no room for this in the browser's storage: ${cause}`, {
      cause,
      usage,
      quota: numberIn(cause, 'quota') ?? quota,
    })
  }
  if (step === 'open' && REFUSALS.has(nameOf(cause))) {
    return new KvasirError('UNAVAILABLE', `The browser does not give this page its storage: ${cause}`, {
      cause,
    })
  }
  return new KvasirError('STORAGE_FAILED', `The browser's storage failed: ${cause}`, { cause })
}

/**
 * Whether a failure is for want of room: a DOMException of this name, or the class that takes its place:
 * https://webidl.spec.whatwg.org/#quotaexceedederror
 */
export function isQuotaExceeded(error: unknown): boolean {
  return nameOf(error) === 'QuotaExceededError'
}

/** The `name` of an error; empty for what has none. */
export function nameOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'name' in error ? String(error.name) : ''
}

function numberIn(value: unknown, property: string): number | undefined {
  const found: unknown = Object(value)[property]
  return typeof found === 'number' ? found : undefined
}

/** What the origin uses and may use, in bytes; undefined as far as the browser does not tell. */
async function estimate(timer: Timer): Promise<StorageEstimate> {
  // Absent outside secure contexts, and in Node.
  const storage = (globalThis as { readonly navigator?: { readonly storage?: StorageManager } }).navigator
    ?.storage
  if (typeof storage?.estimate !== 'function') return {}
  const { promise, resolve } = Promise.withResolvers<StorageEstimate>()
  const cancel = timer(PATIENCE_FOR_ESTIMATE, () => resolve({}))
  storage.estimate().then(resolve, () => resolve({}))
  return await promise.finally(cancel)
}
