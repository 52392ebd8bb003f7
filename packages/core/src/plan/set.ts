import type { Row, SetWrite, Write } from '../contract.ts'
import { deadline, lifetimeOf } from '../expiry.ts'
import type { Encoded } from '../values/encode.ts'

/** Where a plan writes: the space of a namespace, a key, and the longest time to live there in milliseconds. */
export interface Place {
  readonly space: number
  readonly key: string
  readonly longest: number | undefined
  /** Whether the use of an entry restarts its time to live. */
  readonly slides?: boolean
}

/** A set that gives a row another expiry and nothing else: there is no new value, and so no version of it. */
export interface Renewal extends SetWrite {
  readonly renews: true
}

/** The write of a row; `metadata` is JSON text. */
export function set(
  place: Place,
  encoded: Encoded,
  metadata: string | undefined,
  expiresAt: number,
  now: number,
): SetWrite {
  return {
    kind: 'set',
    space: place.space,
    key: place.key,
    type: encoded.type,
    value: encoded.value,
    expiresAt,
    writtenAt: now,
    metadata,
  }
}

/** The write that gives a row another value and keeps its expiry and metadata. */
export function revalue(place: Place, current: Row, encoded: Encoded, now: number): SetWrite {
  return set(place, encoded, current.metadata, keptExpiry(place, current, now), now)
}

/** The write that gives a row another expiry and keeps everything else. */
export function renew(place: Place, current: Row, expiresAt: number, now: number): Renewal {
  return { ...set(place, current, current.metadata, expiresAt, now), renews: true }
}

export function isRenewal(write: Write): write is Renewal {
  return 'renews' in write
}

/** The expiry of a row that is written anew and keeps it. Where a read restarts the time to live, so does this. */
export function keptExpiry({ longest, slides = false }: Place, current: Row, now: number): number {
  const { expiresAt } = current
  if (!slides || longest === undefined || expiresAt === 0) return expiresAt
  const ttl = lifetimeOf(current, longest)
  // One that was written with an expiry in the past, and lives as the clock was set back, has no time to restart.
  return ttl < 0 ? expiresAt : deadline({ ttl }, longest, now)
}
