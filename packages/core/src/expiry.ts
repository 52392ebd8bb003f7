import type { ExpiryOptions } from './api.ts'
import type { Head } from './contract.ts'
import { KvasirError } from './errors.ts'

/** The last moment that a `Date` can hold, in epoch milliseconds. */
const LAST_MOMENT = 8.64e15

/** The one place that says when a row is gone: from the instant `expiresAt` on. Reads the clock only for a row that can expire. */
export function isLive(row: Head, clock: () => number): boolean {
  return row.expiresAt === 0 || clock() < row.expiresAt
}

/** The row as its readers see it: undefined once it has expired. */
export function live<R extends Head>(row: R | undefined, clock: () => number): R | undefined {
  return row !== undefined && isLive(row, clock) ? row : undefined
}

/** Throws `INVALID_TTL` unless `ttl` is a duration in milliseconds: a number, finite and not negative. */
export function checkTtl(ttl: number): number {
  if (typeof ttl !== 'number' || !(ttl >= 0 && ttl <= LAST_MOMENT)) {
    throw new KvasirError(
      'INVALID_TTL',
      `A ttl is a number of milliseconds from 0 to ${LAST_MOMENT}; got ${String(ttl)}.`,
    )
  }
  return ttl
}

/**
 * The `expiresAt` of a row written `now`: the moment asked for, but no later than `longest` milliseconds
 * from now where a namespace sets that; 0 when there is neither.
 */
export function deadline(asked: ExpiryOptions, longest: number | undefined, now: number): number {
  const own = askedMoment(asked, now)
  const last = longest === undefined ? undefined : now + longest
  if (own === undefined && last === undefined) return 0
  const moment = Math.ceil(Math.min(own ?? Infinity, last ?? Infinity))
  if (moment > LAST_MOMENT) {
    throw new KvasirError(
      'INVALID_TTL',
      `The expiry lies beyond the last date there is, ${LAST_MOMENT} ms after 1970.`,
    )
  }
  // 0 means never, so what expired by 1970 expires a millisecond later.
  return Math.max(1, moment)
}

/**
 * How long a row was to live when it was written, in milliseconds, but no longer than `longest`; that is what a row
 * without an expiry has.
 */
export function lifetimeOf({ expiresAt, writtenAt }: Head, longest: number): number {
  return expiresAt === 0 ? longest : Math.min(longest, expiresAt - writtenAt)
}

function askedMoment({ ttl, expiresAt }: ExpiryOptions, now: number): number | undefined {
  if (expiresAt === undefined) return ttl === undefined ? undefined : now + checkTtl(ttl)
  if (ttl !== undefined) {
    throw new KvasirError('INVALID_OPTION', 'Give either ttl or expiresAt, not both.')
  }
  if (typeof expiresAt !== 'number' || !Number.isFinite(expiresAt) || expiresAt < 0) {
    throw new KvasirError(
      'INVALID_TTL',
      `expiresAt is a moment in epoch milliseconds, 0 or more; got ${String(expiresAt)}.`,
    )
  }
  return expiresAt
}
