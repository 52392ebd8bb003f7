import type { Row } from '../contract.ts'
import { deadline } from '../expiry.ts'
import type { Plan } from './plan.ts'
import { type Place, renew } from './set.ts'

/**
 * Restarts the time to live of a row: the one given, else the namespace's; where there is neither, nothing is
 * written. The result is whether there is a row. Throws `INVALID_TTL`.
 */
export function planTouch(
  place: Place,
  ttl: number | undefined,
  current: Row | undefined,
  now: number,
): Plan<boolean> {
  const expiresAt = deadline({ ttl }, place.longest, now)
  if (current === undefined) return { write: undefined, result: false }
  if (ttl === undefined && place.longest === undefined) return { write: undefined, result: true }
  return { write: renew(place, current, expiresAt, now), result: true }
}
