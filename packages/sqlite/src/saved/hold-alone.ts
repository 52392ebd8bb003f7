import { KvasirError } from '@kvasir/core'

/** Milliseconds; a page that is being reloaded needs some to give back what it holds. */
const PATIENCE = 3000

/**
 * Claims a database for this page or worker, and returns a function that gives it back; the browser does so
 * too when the page goes away. Throws `UNAVAILABLE` when another one keeps it. A page that has no Web Locks,
 * because it was not served over https or from localhost, claims nothing.
 */
export async function holdAlone(name: string): Promise<() => void> {
  if (globalThis.navigator?.locks === undefined) return () => undefined
  const held = Promise.withResolvers<void>()
  const claimed = Promise.withResolvers<void>()
  const signal = AbortSignal.timeout(PATIENCE)
  navigator.locks
    .request(`kvasir:${name}`, { signal }, () => {
      claimed.resolve()
      return held.promise
    })
    .catch(claimed.reject)
  try {
    await claimed.promise
  } catch (cause) {
    throw new KvasirError(
      'UNAVAILABLE',
      `The database ${name} is open in another tab or worker, and this backend keeps it in the memory of one. Close it there first.`,
      { cause },
    )
  }
  return held.resolve
}
