import type { IncrementOptions } from '../api.ts'
import type { Row } from '../contract.ts'
import { KvasirError } from '../errors.ts'
import { deadline } from '../expiry.ts'
import type { Encoded } from '../values/encode.ts'
import type { Plan } from './plan.ts'
import { type Place, revalue, set } from './set.ts'

/** Adds to the number in `current`. Throws `NOT_A_NUMBER`, `INVALID_VALUE`, `INVALID_TTL`. */
export function planIncrement(
  place: Place,
  by: number,
  options: IncrementOptions,
  current: Row | undefined,
  now: number,
): Plan<number> {
  const sum = add(place.key, current === undefined ? 0 : numberIn(current), by)
  const encoded: Encoded = { type: 'json', value: JSON.stringify(sum) }
  const write =
    current === undefined
      ? set(place, encoded, undefined, deadline(options, place.longest, now), now)
      : revalue(place, current, encoded, now)
  return { write, result: sum }
}

function numberIn(row: Row): number {
  const value: unknown = row.type === 'json' ? JSON.parse(row.value as string) : undefined
  if (typeof value === 'number') return value
  throw new KvasirError(
    'NOT_A_NUMBER',
    `The value of ${JSON.stringify(row.key)} is not a number, so it cannot be incremented.`,
  )
}

function add(key: string, current: number, by: number): number {
  if (typeof by !== 'number' || !Number.isFinite(by)) {
    throw new KvasirError('INVALID_OPTION', `An increment is by a finite number; got ${String(by)}.`)
  }
  const sum = current + by
  const exact = Number.isInteger(sum) ? Number.isSafeInteger(sum) : Number.isFinite(sum)
  if (exact) return sum === 0 ? 0 : sum
  throw new KvasirError(
    'INVALID_VALUE',
    `${current} + ${by} under ${JSON.stringify(key)} is more than a number holds exactly.`,
    {
      path: '$',
    },
  )
}
