import { KvasirError } from '@kvasir/core'

/** Milliseconds; the worker of a page that is being reloaded needs some to let go of what it has open. */
export const PATIENCE = 3000

/**
 * Claims a directory of OPFS for this worker by a Web Lock, and returns a function that gives it back; the browser
 * does so too when the worker ends. Throws `BLOCKED` when another worker keeps it.
 */
export async function holdDirectory(directory: string, until: AbortSignal): Promise<() => void> {
  const held = Promise.withResolvers<void>()
  const claimed = Promise.withResolvers<void>()
  navigator.locks
    .request(`kvasir:opfs:${directory}`, { signal: until }, () => {
      claimed.resolve()
      return held.promise
    })
    .catch(claimed.reject)
  try {
    await claimed.promise
  } catch (cause) {
    throw toBlocked(directory, cause)
  }
  return held.resolve
}

export function toBlocked(directory: string, cause: unknown): KvasirError {
  return new KvasirError(
    'BLOCKED',
    `Another store, on this page or in another tab or worker, has the database in the directory ${directory} of OPFS open, and only one may have it: close it, or try again.`,
    { cause },
  )
}
