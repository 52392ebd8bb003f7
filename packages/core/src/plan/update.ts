import type { RichCodec } from '../api.ts'
import { checkFunction } from '../check-function.ts'
import type { Row } from '../contract.ts'
import { KvasirError } from '../errors.ts'
import { deadline } from '../expiry.ts'
import { isThenable } from '../is-thenable.ts'
import { decodeValue, encodeValue } from '../values/encode.ts'
import type { Plan } from './plan.ts'
import { type Place, revalue, set } from './set.ts'

/** Replaces the value in `current` by what `change` makes of it. Throws `INVALID_VALUE`, `PROMISE_IN_SYNC`. */
export function planUpdate<V>(
  place: Place,
  change: (value: V | undefined) => V | undefined,
  rich: RichCodec | undefined,
  current: Row | undefined,
  now: number,
): Plan<V | undefined> {
  checkFunction(change, 'What update is given')
  const result = change(current === undefined ? undefined : (decodeValue(current, rich) as V))
  if (isThenable(result)) {
    throw new KvasirError(
      'PROMISE_IN_SYNC',
      'The function given to update returned a promise; use transaction to await something.',
    )
  }
  if (result === undefined) {
    return { write: current && { kind: 'delete', space: place.space, key: place.key }, result }
  }
  const encoded = encodeValue(result, rich, current?.type === 'clone' ? 'asked' : undefined)
  if (current !== undefined) return { write: revalue(place, current, encoded, now), result }
  return { write: set(place, encoded, undefined, deadline({}, place.longest, now), now), result }
}
