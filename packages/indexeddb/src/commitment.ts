import type { Batch } from '@kvasir/core'

/** A batch on its way to the database. */
export interface Commitment {
  readonly batch: Batch
  /**
   * The id of the word in which the page has spoken it: no other batch has had it. It is remembered like the id
   * of a batch when it is there before the batch is applied.
   */
  word?: string
  /** The revision of the first write, once it is given; it is another one if the transaction is run again. */
  first?: number
}
