import { KvasirError } from '@kvasir/core'
import { claim } from './claim.ts'

/** How a lock is claimed. */
export interface HoldOptions {
  /** Any number of `shared` holders, or one `exclusive`. */
  readonly mode: 'shared' | 'exclusive'
  /** Milliseconds to wait at the most. */
  readonly patience: number
  /** Ends the waiting. */
  readonly signal?: AbortSignal
}

/**
 * Claims the Web Lock `name` and returns a function that gives it back; the browser does so too when the page or
 * worker ends. Throws `BLOCKED` when others hold it for longer than `patience`, and the reason of `signal` when
 * that ends the waiting.
 *
 * Where there are no Web Locks (a page that was not served over https or from localhost; older versions of Node) it
 * claims nothing and returns at once: callers must be right without it, or ask for `navigator.locks` themselves.
 *
 * @see https://www.w3.org/TR/web-locks/
 */
export async function hold(name: string, { mode, patience, signal }: HoldOptions): Promise<() => void> {
  signal?.throwIfAborted()
  const locks = globalThis.navigator?.locks
  if (locks === undefined) return () => undefined
  const tooLate = AbortSignal.timeout(patience)
  try {
    const ends = signal === undefined ? tooLate : AbortSignal.any([tooLate, signal])
    // Without `ifAvailable` it is always given.
    return (await claim(locks, name, { mode, signal: ends })) as () => void
  } catch (cause) {
    signal?.throwIfAborted()
    if (!tooLate.aborted) {
      throw new KvasirError('STORAGE_FAILED', `The browser does not give the lock '${name}': ${cause}`, {
        cause,
      })
    }
    throw new KvasirError(
      'BLOCKED',
      `Another store, on this page or in another tab or worker, has held the lock '${name}' for more than ${patience} ms: close it, or try again.`,
      { cause },
    )
  }
}
