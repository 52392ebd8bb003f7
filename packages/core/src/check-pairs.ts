import { KvasirError } from './errors.ts'

/**
 * A copy of the pairs of a `putMany`. Throws `INVALID_OPTION` for what is none: a text, of which each character would be a
 * key, or an object, of which nothing would be put.
 */
export function checkPairs<V>(pairs: Iterable<readonly [key: string, value: V]>): (readonly [string, V])[] {
  const isIterable = typeof pairs === 'object' && pairs !== null && Symbol.iterator in pairs
  const copy = isIterable ? [...pairs] : undefined
  if (copy?.every((pair) => Array.isArray(pair)) === true) return copy
  throw new KvasirError(
    'INVALID_OPTION',
    'Entries are given as pairs of a key and a value, as those of a Map are.',
  )
}
