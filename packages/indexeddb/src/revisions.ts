/** How many revisions a backend reserves beyond those it needs. */
const RESERVE = 1024

/** Who gives revisions in a database, and up to which: part of what the database keeps. */
export interface Reservation {
  readonly reserved: number
  /** Tells apart the backends that have the database open, in this page and in others. */
  readonly owner: number
}

/**
 * Gives the revisions of a store.
 *
 * A backend reserves a run of them, and while the database still has that reservation when a transaction
 * begins, nobody else has given any since: the next one is known without a counter to be written with every
 * commit, which would make a commit of one row a sixth slower. Another backend starts after the end of the run;
 * what is left of it is never given.
 */
export class Revisions implements Reservation {
  readonly owner: number = Math.random()
  reserved = 0
  last = 0
  /** Of the database; undefined as long as that is not known. */
  generation: string | undefined
  /** The newest revision that was given here or seen in a row. */
  newest = 0
  /** Whether nobody else has given any between the last two transactions that asked. */
  #alone = false

  /** To be called with what the database has at the begin of each transaction that gives revisions. */
  resume({ reserved, owner }: Reservation): void {
    this.#alone = this.isOf({ reserved, owner })
    if (!this.#alone) this.last = this.reserved = reserved
  }

  /** To be called before revisions are given again for what was given some already. */
  doubt(): void {
    this.#alone = false
  }

  /** Notes the revision of a row that was read. */
  see(revision: number): void {
    if (revision > this.newest) this.newest = revision
  }

  /** Whether a reservation is the one that was left in the database. */
  isOf({ reserved, owner }: Reservation): boolean {
    return owner === this.owner && reserved === this.reserved
  }

  /** Whether it is likely that the next `count` can be given without looking into the database. */
  canAssume(count: number): boolean {
    return this.#alone && this.last + count <= this.reserved
  }

  /**
   * Gives the next `count` revisions above one and returns the first; `reserved` may have risen, and is then to be
   * stored.
   */
  take(count: number, above: number): number {
    const first = Math.max(this.last, count === 0 ? 0 : above) + 1
    this.last = first + count - 1
    this.see(this.last)
    if (this.last > this.reserved) this.reserved = this.last + RESERVE
    return first
  }
}
