import type { Row } from '@kvasir/core'

interface Entry {
  readonly number: number
  readonly key: string
}

/** Entries that no longer count are thrown out when there are more of them than this and than those that count. */
const MAX_STALE = 512

/**
 * The keys of a map of rows in the order of a number that the rows carry; rows with 0 are not among them.
 *
 * As with the order of keys, nothing is built until somebody reads, but for the order of expiry, which most rows are
 * not in and which is read from time to time anyway. From then on new entries wait until the next read; an entry
 * counts as long as the row of its key still has its number, so nothing is ever taken out but by and by. The owner
 * reports each row that it sets, and each that it replaces or deletes.
 */
export class NumberedKeys {
  readonly #rows: ReadonlyMap<string, Row>
  readonly #field: 'revision' | 'expiresAt'
  #entries: Entry[] | undefined
  #added: Entry[] = []
  #stale = 0
  /** Entries before this one do not count any more. */
  #head = 0

  constructor(rows: ReadonlyMap<string, Row>, field: 'revision' | 'expiresAt') {
    this.#rows = rows
    this.#field = field
    if (field === 'expiresAt') this.#entries = []
  }

  add(row: Row): void {
    if (this.#entries === undefined) return
    const number = row[this.#field]
    if (number > 0) this.#added.push({ number, key: row.key })
    if (this.#added.length > MAX_STALE + this.#rows.size) this.#entries = undefined
  }

  remove(row: Row): void {
    if (this.#entries !== undefined && row[this.#field] > 0) this.#stale++
  }

  /** The rows with `after < number < before`: the first `limit`, or the last ones, last first. */
  page(after: number, before: number, limit: number, reverse: boolean): Row[] {
    const entries = this.#read()
    // Both numbers are whole.
    const start = Math.max(this.#skipStale(entries), firstFrom(entries, after + 1))
    const end = firstFrom(entries, before)
    // A row that was set twice with the same number has two entries.
    const rows = new Set<Row>()
    for (let n = 0; n < end - start && rows.size < limit; n++) {
      const row = this.#rowOf(entries[reverse ? end - 1 - n : start + n]!)
      if (row !== undefined) rows.add(row)
    }
    return [...rows]
  }

  /** The row of an entry that counts. */
  #rowOf({ number, key }: Entry): Row | undefined {
    const row = this.#rows.get(key)
    return row?.[this.#field] === number ? row : undefined
  }

  /** Where the first entry stands that counts: what is swept goes from the front. */
  #skipStale(entries: readonly Entry[]): number {
    while (this.#head < entries.length && this.#rowOf(entries[this.#head]!) === undefined) this.#head++
    return this.#head
  }

  #read(): readonly Entry[] {
    const entries = this.#entries
    if (entries === undefined || this.#stale > MAX_STALE + this.#rows.size) return this.#build()
    if (this.#added.length === 0) return entries
    if (this.#head > 0) entries.splice(0, this.#head)
    this.#head = 0
    const added = this.#added.sort(compare)
    this.#added = []
    // Revisions rise, so that what is new mostly belongs to the end.
    const isAtEnd = entries.length === 0 || compare(entries.at(-1)!, added[0]!) <= 0
    for (const entry of added) entries.push(entry)
    if (!isAtEnd) entries.sort(compare)
    return entries
  }

  #build(): readonly Entry[] {
    const entries: Entry[] = []
    for (const row of this.#rows.values()) {
      const number = row[this.#field]
      if (number > 0) entries.push({ number, key: row.key })
    }
    this.#added = []
    this.#stale = 0
    this.#head = 0
    return (this.#entries = entries.sort(compare))
  }
}

function compare(a: Entry, b: Entry): number {
  return a.number - b.number
}

/** Where the first entry stands whose number is this or more. */
function firstFrom(entries: readonly Entry[], number: number): number {
  let low = 0
  for (let high = entries.length; low < high;) {
    const middle = (low + high) >>> 1
    if (entries[middle]!.number >= number) high = middle
    else low = middle + 1
  }
  return low
}
