/** The last moment that there is, in epoch milliseconds: a `Date` holds none after it. */
const LAST_MOMENT = 8.64e15

/**
 * A moment of expiry; undefined, which is never, for one after the last that there is, as programs ask for that mean
 * never: `Date.now() + Number.MAX_SAFE_INTEGER`.
 */
export function momentOrNever(moment: number): number | undefined {
  return moment > LAST_MOMENT ? undefined : moment
}

/** The same for a time to live in milliseconds from `now` on. */
export function ttlOrNever(ttl: number, now: number): number | undefined {
  return momentOrNever(now + ttl) === undefined ? undefined : ttl
}
