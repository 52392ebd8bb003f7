import type { SetWrite, Write } from '../contract.ts'
import { isInSpan } from '../key-order.ts'
import { toGrave } from '../graves.ts'
import { graveSpace, historySpace } from '../spaces.ts'
import { endBefore, isEnd, keyOfVersion } from './version-row.ts'

/** A range that was deleted, and the place of its grave in the batch. */
interface Cleared {
  readonly from: string
  readonly to: string | undefined
  readonly place: number
}

/**
 * Where in a batch the graves of a namespace are: write number `i` has revision `first + i`, so that an end that the
 * history keeps can say how far behind its grave it is, and has the revision at which watches tell of it.
 */
export class EndRevisions {
  readonly #id: number
  readonly #keys = new Map<string, number>()
  readonly #ranges: Cleared[] = []

  constructor(writes: readonly Write[], id: number) {
    this.#id = id
    writes.forEach((write, place) => {
      if (write.kind === 'delete' && write.space === id && write.mark !== undefined) {
        this.#note(write.mark, place)
      } else if (write.kind === 'set' && write.space === graveSpace(id)) this.#note(write, place)
    })
  }

  /** A write at a place of the batch; what it keeps of an end has the revision of that. */
  settle<W extends Write>(write: W, place: number): W | SetWrite {
    if (write.kind !== 'set' || write.space !== historySpace(this.#id) || !isEnd(write)) return write
    const grave = this.#placeOf(keyOfVersion(write), place)
    return grave === undefined ? write : endBefore(write, place - grave)
  }

  #note({ key, value }: SetWrite, place: number): void {
    const grave = toGrave({ key, value })
    if (grave.kind === 'key') this.#keys.set(grave.key, place)
    else this.#ranges.push({ ...grave, place })
  }

  /** The last grave of a key before a place. */
  #placeOf(key: string, before: number): number | undefined {
    const places = this.#ranges.filter((range) => isInSpan(key, range)).map(({ place }) => place)
    places.push(this.#keys.get(key) ?? Infinity)
    const past = places.filter((place) => place < before)
    return past.length === 0 ? undefined : Math.max(...past)
  }
}
