import { type Batch, isInSpan, type Span, type Write } from '@kvasir/core'
import { placeOf, type Place } from './page-rows.ts'

/** The last write of a batch to a key. */
export interface FinalWrite {
  readonly write: Exclude<Write, { kind: 'deleteRange' }>
  /** The revision that the key had for the page before the batch, 0 for none, undefined when unknown. */
  readonly seen: number | undefined
}

/** What a batch comes to: the spans are cleared first, then the keys are written. */
export interface FinalWrites {
  readonly cleared: readonly Span[]
  readonly writes: ReadonlyMap<Place, FinalWrite>
}

/** The outcome of a batch's writes, without those that later ones of the same batch undo. */
export function finalWrites({ writes }: Batch, seen: readonly (number | undefined)[] = []): FinalWrites {
  const cleared: Span[] = []
  const last = new Map<Place, FinalWrite>()
  const firstSeen = new Map<Place, number | undefined>()
  writes.forEach((write, i) => {
    if (write.kind === 'deleteRange') {
      const { space, from, to } = write
      cleared.push({ space, from, to })
      for (const [place, earlier] of last) {
        if (earlier.write.space === space && isInSpan(earlier.write.key, write)) last.delete(place)
      }
      return
    }
    const place = placeOf(write)
    // Later writes see what the earlier ones of the batch have made.
    if (!firstSeen.has(place)) firstSeen.set(place, seen[i])
    last.set(place, { write, seen: firstSeen.get(place) })
  })
  return { cleared, writes: last }
}
