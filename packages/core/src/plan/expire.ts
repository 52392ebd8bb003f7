import type { ExpiryOptions } from '../api.ts'
import type { Row } from '../contract.ts'
import { deadline } from '../expiry.ts'
import type { Plan } from './plan.ts'
import { type Place, revalue } from './set.ts'

/** Gives a row another expiry, its own or the namespace's; the result is whether there is a row. Throws `INVALID_TTL`. */
export function planExpire(
  place: Place,
  expiry: ExpiryOptions,
  current: Row | undefined,
  now: number,
): Plan<boolean> {
  const expiresAt = deadline(expiry, place.longest, now)
  if (current === undefined) return { write: undefined, result: false }
  return { write: revalue(place, { ...current, expiresAt }, current, now), result: true }
}
