import { compareKeys, keyAfter, type KeyRange, type Row } from '@kvasir/core'
import type { RawNamespace } from '@kvasir/core/raw'

/** What a namespace has of some keys. */
export interface Found {
  /** In the order of the keys; none of them where {@link Found.empty} says so. */
  readonly rows: readonly (Row | undefined)[]
  /** The range of the keys, when the namespace has no row in it. */
  readonly empty: KeyRange | undefined
}

/**
 * Looks for the rows of keys. Mostly an import comes to where nothing is, which one look at the range from the first of
 * the keys to the last tells, and one check when they are written.
 */
export async function lookUp(namespace: RawNamespace, keys: readonly string[]): Promise<Found> {
  const range = rangeOf(keys)
  const [first] = await namespace.rows({ ...range, limit: 1 })
  return first === undefined
    ? { rows: [], empty: range }
    : { rows: await namespace.getMany(keys), empty: undefined }
}

function rangeOf(keys: readonly string[]): { readonly start: string; readonly end: string } {
  const [start = ''] = keys
  const ends = { start, last: start }
  for (const key of keys) {
    if (compareKeys(key, ends.start) < 0) ends.start = key
    if (compareKeys(key, ends.last) > 0) ends.last = key
  }
  return { start: ends.start, end: keyAfter(ends.last) }
}
