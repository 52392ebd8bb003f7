import type { ExpiryOptions } from '../api.ts'
import type { Row } from '../contract.ts'
import { deadline } from '../expiry.ts'
import type { Plan } from './plan.ts'
import { type Place, renew } from './set.ts'

/** What `expire` was asked for; what is neither a duration nor a moment becomes one that is refused. */
export function toExpiry(expiry: number | { readonly expiresAt: number }): ExpiryOptions {
  return typeof expiry === 'object' ? { expiresAt: expiry?.expiresAt ?? NaN } : { ttl: expiry ?? NaN }
}

/** Gives a row another expiry, its own or the namespace's; the result is whether there is a row. Throws `INVALID_TTL`. */
export function planExpire(
  place: Place,
  expiry: ExpiryOptions,
  current: Row | undefined,
  now: number,
): Plan<boolean> {
  const expiresAt = deadline(expiry, place.longest, now)
  if (current === undefined) return { write: undefined, result: false }
  return { write: renew(place, current, expiresAt, now), result: true }
}
