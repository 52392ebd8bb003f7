import type { Batch } from '@kvasir/core'

/** What a page was about to write when it was left. */
export interface Word {
  /**
   * From `newId()` of the page's last words. The backend is given it as the idempotency id of the commit that
   * writes these batches in the normal way, so that a replay can ask whether that has happened.
   */
  readonly id: string
  /** The newest revision that the page knew or had given when it spoke. */
  readonly at: number
  /** In the order in which they were committed. */
  readonly batches: readonly Batch[]
  /**
   * For each batch, for each write: the revision that its key had for the page before the batch, 0 for no row;
   * undefined when unknown.
   */
  readonly seen?: readonly (readonly (number | undefined)[])[]
  /**
   * For each batch: the revision of its first write, where the page gave revisions by itself before they were
   * stored; undefined where the backend gives them.
   */
  readonly given?: readonly (number | undefined)[]
}

/** A word as it lies in the storage. */
export interface Spoken {
  /** Of the word. */
  readonly id: string
  /** Epoch milliseconds; of two words of a page, the later one never has less. */
  readonly saidAt: number
  /**
   * The revisions that the page gave to the word's writes, undefined where it gave none. A `last` below `first`
   * stands for no writes.
   */
  readonly given: Range | undefined
  /** Undefined when it was taken back, and only remembered for the words that were spoken after it. */
  readonly word: Word | undefined
}

/** Revisions from `first` to `last`. */
export interface Range {
  readonly first: number
  readonly last: number
}

/** A word that is spoken at `saidAt`, epoch milliseconds. */
export function toSpoken(word: Word, saidAt: number): Spoken {
  return { id: word.id, saidAt, given: givenTo(word), word }
}

function givenTo({ batches, given }: Word): Range | undefined {
  const first = given?.find((revision) => revision !== undefined)
  const index = given?.findLastIndex((revision) => revision !== undefined)
  if (first === undefined || index === undefined) return undefined
  return { first, last: (given?.[index] ?? first) + (batches[index]?.writes.length ?? 0) - 1 }
}
