import type { Row, SetWrite } from '../contract.ts'
import type { Encoded } from '../values/encode.ts'

/** Where a plan writes: the space of a namespace, a key, and the longest time to live there in milliseconds. */
export interface Place {
  readonly space: number
  readonly key: string
  readonly longest: number | undefined
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
  return set(place, encoded, current.metadata, current.expiresAt, now)
}
