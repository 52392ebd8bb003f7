import { type DeleteWrite, isInSpan, type SetWrite, type Span, type Write } from '@kvasir/core'
import type { Range, Spoken } from './word.ts'

/** Where a row may be. */
export interface Spot {
  readonly space: number
  readonly key: string
}

/** Names a key of a space. */
export type Place = `${number}/${string}`

/** Answers the {@link Place} of a key. */
export function placeOf({ space, key }: Spot): Place {
  return `${space}/${key}`
}

/** The revisions of some writes, and the ones that their page had given to them, where these have the same order. */
interface Stored extends Range {
  readonly given: number | undefined
}

/**
 * What is known of the rows that one page has written: its words speak of revisions that it had given by itself,
 * and the writes got others when they were stored or replayed.
 */
export class PageRows {
  readonly #stored: Stored[] = []
  /** The number that the page gave to its last write of a place. */
  readonly #given = new Map<Place, number>()
  /** The number under which the page saw a place that it had written, 0 when deleted, done or not. */
  readonly #seen = new Map<Place, Spot & { readonly number: number }>()
  /** What the page took to be cleared and was not. */
  readonly #notCleared: Span[] = []
  /** The words so far, as far as the numbers in them follow each other. */
  #run: Range | undefined

  /**
   * The newest revision that the page knew of others when it spoke the word, undefined when it gave no numbers
   * itself. What others have written since may have the same numbers as its own words.
   */
  base({ given }: Spoken): number | undefined {
    const first = this.#runOf(given)?.first
    return first === undefined ? undefined : first - 1
  }

  /** A word was dealt with; the words of a page are dealt with in their order. */
  pass({ given }: Spoken): void {
    this.#run = this.#runOf(given) ?? this.#run
  }

  /** A batch was dealt with that the page had numbered from `first`; `isDone` unless nothing of it was done. */
  number(writes: readonly Write[], first: number | undefined, isDone: boolean): void {
    if (first === undefined) return
    writes.forEach((write, i) => {
      if (write.kind === 'deleteRange') {
        for (const [place, seen] of this.#seen) if (isOf(seen, write)) this.#seen.delete(place)
        if (!isDone) this.#notCleared.push(write)
        return
      }
      const number = first + i
      this.#note(write, number, isDone)
      // Only where there was something to delete, which the page may not have known: so it takes it to be there.
      if (write.kind === 'delete' && write.mark !== undefined) this.#note(write.mark, number, isDone)
    })
  }

  #note(write: SetWrite | DeleteWrite, number: number, isDone: boolean): void {
    const { kind, space, key } = write
    if (isDone) this.#given.set(placeOf(write), number)
    this.#seen.set(placeOf(write), { space, key, number: kind === 'set' ? number : 0 })
  }

  /** Some of the page's writes have these revisions; `given` are their numbers if all of them are there in order. */
  add({ first, last }: Range, given?: Range): void {
    const isAll = given !== undefined && given.last - given.first === last - first
    this.#stored.push({ first, last, given: isAll ? given.first : undefined })
  }

  /**
   * Whether the page saw its own writes in a span as they are in these rows of it. What others have made there and
   * how many rows there are is not looked at.
   */
  isAsSeen(span: Span, found: readonly { readonly key: string; readonly revision: number }[]): boolean {
    const { space } = span
    if (this.#notCleared.some((cleared) => cleared.space === space)) return false
    const now = new Map(found.map(({ key, revision }) => [placeOf({ space, key }), revision]))
    for (const [place, seen] of this.#seen) {
      if (isOf(seen, span) && this.known(place, now.get(place) ?? 0) !== seen.number) return false
    }
    return true
  }

  /** Whether the page has made the row with this revision. */
  has(revision: number): boolean {
    return this.#find(revision) !== undefined
  }

  /** The revision that the page knew a row by. */
  known(place: Place, revision: number): number {
    const stored = this.#find(revision)
    if (stored === undefined) return revision
    if (stored.given !== undefined) return stored.given + (revision - stored.first)
    return this.#given.get(place) ?? revision
  }

  #find(revision: number): Stored | undefined {
    return this.#stored.findLast(({ first, last }) => first <= revision && revision <= last)
  }

  #runOf(given: Range | undefined): Range | undefined {
    if (given === undefined) return undefined
    return this.#run !== undefined && given.first === this.#run.last + 1
      ? { first: this.#run.first, last: given.last }
      : given
  }
}

function isOf({ space, key }: Spot, span: Span): boolean {
  return space === span.space && isInSpan(key, span)
}
