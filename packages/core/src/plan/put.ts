import type { PutOptions } from '../api.ts'
import type { Row, SetWrite } from '../contract.ts'
import { KvasirError } from '../errors.ts'
import { deadline } from '../expiry.ts'
import type { Encoded } from '../values/encode.ts'
import { keptExpiry, type Place, set } from './set.ts'

const NO_OPTIONS: PutOptions = {}

/** Whether a put has to see the current row before it writes. */
export function putNeedsCurrent(options: PutOptions): boolean {
  return Boolean(options.keepTtl) || Boolean(options.ifAbsent) || options.ifRevision !== undefined
}

/**
 * A put. `current` is the live row, if {@link putNeedsCurrent}; `metadata` is JSON text.
 * Throws `CONFLICT`, `INVALID_TTL`, `INVALID_OPTION`.
 */
export function planPut(
  place: Place,
  encoded: Encoded,
  metadata: string | undefined,
  now: number,
  options: PutOptions = NO_OPTIONS,
  current?: Row,
): SetWrite {
  if (options.ifAbsent) {
    if (options.ifRevision !== undefined)
      throw new KvasirError('INVALID_OPTION', 'Give either ifAbsent or ifRevision.')
    checkRevision(place.key, current, 0)
  }
  if (options.ifRevision !== undefined) checkRevision(place.key, current, options.ifRevision)
  const expiresAt = options.keepTtl
    ? keptDeadline(place, options, current, now)
    : deadline(options, place.longest, now)
  return set(place, encoded, metadata, expiresAt, now)
}

/** Throws `CONFLICT` unless the live row has the revision; 0 stands for no row. */
export function checkRevision(key: string, current: Row | undefined, wanted: number): void {
  const revision = current?.revision ?? 0
  if (revision === wanted) return
  const there = revision === 0 ? 'there is no entry' : `its revision is ${revision}`
  const expected = wanted === 0 ? 'no entry was' : `revision ${wanted} was`
  throw new KvasirError(
    'CONFLICT',
    `The key ${JSON.stringify(key)} has changed: ${expected} expected, but ${there}.`,
    { revision },
  )
}

function keptDeadline(place: Place, options: PutOptions, current: Row | undefined, now: number): number {
  if (options.ttl !== undefined || options.expiresAt !== undefined) {
    throw new KvasirError(
      'INVALID_OPTION',
      'keepTtl keeps the expiry there is; give it without ttl and expiresAt.',
    )
  }
  return current === undefined ? deadline(options, place.longest, now) : keptExpiry(place, current, now)
}
