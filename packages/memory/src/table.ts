import { type RangeCheck, type Row, type Scan, type Span, type Stat, statOf, type Tally } from '@kvasir/core'
import { NumberedKeys } from './numbered-keys.ts'
import { OrderedKeys } from './ordered-keys.ts'

/** The rows of one space. */
export class Table {
  readonly rows: Map<string, Row> = new Map()
  readonly #keys = new OrderedKeys(this.rows)
  readonly #byRevision = new NumberedKeys(this.rows, 'revision')
  readonly #byExpiry = new NumberedKeys(this.rows, 'expiresAt')
  /** How many rows have an expiry: while there are none, nobody walks the rows to count the expired. */
  #expiring = 0

  /** Returns the row that was replaced. */
  set(row: Row): Row | undefined {
    const before = this.rows.get(row.key)
    if (before === undefined) this.#keys.add(row.key)
    else this.#forget(before)
    this.rows.set(row.key, row)
    this.#byRevision.add(row)
    if (row.expiresAt > 0) {
      this.#expiring++
      this.#byExpiry.add(row)
    }
    return before
  }

  /** Returns the row that was deleted. */
  delete(key: string): Row | undefined {
    const before = this.rows.get(key)
    if (before !== undefined) {
      this.#forget(before)
      this.rows.delete(key)
      this.#keys.delete(key)
    }
    return before
  }

  scan(scan: Scan): Row[] {
    const { limit } = scan
    if (scan.order === 'revision') {
      return this.#byRevision.page(scan.after, scan.before, limit, scan.reverse)
    }
    if (scan.order === 'expiry') return this.#byExpiry.page(0, scan.until + 1, limit, false)
    return this.#keys.page(scan.from, scan.to, limit, scan.reverse).map((key) => this.rows.get(key)!)
  }

  stat(tally: Tally): Stat {
    if (isWhole(tally) && !tally.bytes && this.#expiring === 0)
      return { rows: this.rows.size, expired: 0, bytes: 0 }
    return statOf(this.rowsIn(tally), tally)
  }

  /** The keys of up to `limit` rows that have expired at this moment. */
  expired(at: number, limit: number): string[] {
    return this.#expiring === 0 ? [] : this.#byExpiry.page(0, at + 1, limit, false).map(({ key }) => key)
  }

  holds(check: RangeCheck): boolean {
    const rows = this.rowsIn(check)
    return rows.length === check.rows && rows.every((row) => row.revision <= check.revision)
  }

  rowsIn(span: Span): Row[] {
    return isWhole(span)
      ? [...this.rows.values()]
      : this.scan({ ...span, limit: Infinity, reverse: false, select: 'rows' })
  }

  /** Takes note that a row does not count any more. */
  #forget(row: Row): void {
    this.#byRevision.remove(row)
    if (row.expiresAt > 0) {
      this.#expiring--
      this.#byExpiry.remove(row)
    }
  }
}

/** Whether a span holds every key of its space. */
export function isWhole(span: Span): boolean {
  return span.from === '' && span.to === undefined
}
