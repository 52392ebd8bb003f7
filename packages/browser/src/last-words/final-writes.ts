import { type DeleteWrite, isInSpan, type SetWrite, type Span, type Write } from '@kvasir/core'
import { placeOf, type Place, type Spot } from './page-rows.ts'

/** What a batch finds. */
export interface Found {
  has(spot: Spot): boolean
  /** Whether what the batch does to a key is still to be done. */
  isDue(spot: Spot): boolean
  /** The keys of the rows of a span. */
  keysIn(span: Span): readonly string[]
}

/**
 * What the writes of a batch come to: the last one to each place, in their order, without those that are not due or
 * find nothing to delete. A mark is a set like others here, where its deletion has deleted something.
 */
export function finalWrites(writes: readonly Write[], found: Found): Map<Place, SetWrite | DeleteWrite> {
  const finals = new Map<Place, SetWrite | DeleteWrite>()
  const put = (write: SetWrite | DeleteWrite): void => {
    const place = placeOf(write)
    // Deleted first, so that the order of the map is that of the last writes.
    finals.delete(place)
    finals.set(place, write)
  }
  /** Whether something was there: later writes see what the earlier ones of the batch have made. */
  const remove = ({ space, key }: Spot): boolean => {
    const earlier = finals.get(placeOf({ space, key }))
    const isThere = earlier === undefined ? found.has({ space, key }) : earlier.kind === 'set'
    if (!isThere || (earlier === undefined && !found.isDue({ space, key }))) return false
    put({ kind: 'delete', space, key })
    return true
  }
  for (const write of writes) {
    if (write.kind === 'set') {
      if (finals.has(placeOf(write)) || found.isDue(write)) put(write)
    } else if (write.kind === 'delete') {
      if (remove(write) && write.mark !== undefined) put(write.mark)
    } else {
      const made = Array.from(finals.values()).filter(
        ({ space, key }) => space === write.space && isInSpan(key, write),
      )
      for (const spot of made) remove(spot)
      for (const key of found.keysIn(write)) remove({ space: write.space, key })
    }
  }
  return finals
}
