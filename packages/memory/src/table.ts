import {
  type RangeCheck,
  type Row,
  rowBytes,
  type Scan,
  type Span,
  type Stat,
  type Tally,
} from '@kvasir/core'
import { OrderedKeys } from './ordered-keys.ts'

/** The rows of one space. */
export class Table {
  readonly rows: Map<string, Row> = new Map()
  readonly #keys = new OrderedKeys(this.rows)
  /** How many rows have an expiry: while there are none, nobody walks the rows to count the expired. */
  #expiring = 0

  /** Returns the row that was replaced. */
  set(row: Row): Row | undefined {
    const before = this.rows.get(row.key)
    if (before === undefined) this.#keys.add(row.key)
    else if (before.expiresAt > 0) this.#expiring--
    if (row.expiresAt > 0) this.#expiring++
    this.rows.set(row.key, row)
    return before
  }

  /** Returns the row that was deleted. */
  delete(key: string): Row | undefined {
    const before = this.rows.get(key)
    if (before !== undefined) {
      if (before.expiresAt > 0) this.#expiring--
      this.rows.delete(key)
      this.#keys.delete(key)
    }
    return before
  }

  scan({ from, to, limit, reverse }: Omit<Scan, 'select'>): Row[] {
    return this.#keys.page(from, to, limit, reverse).map((key) => this.rows.get(key)!)
  }

  stat(tally: Tally): Stat {
    let expired = 0
    let bytes = 0
    if (isWhole(tally) && !tally.bytes && this.#expiring === 0)
      return { rows: this.rows.size, expired, bytes }
    const rows = this.rowsIn(tally)
    for (const row of rows) {
      if (row.expiresAt > 0 && row.expiresAt <= tally.at) expired++
      if (tally.bytes) bytes += rowBytes(row)
    }
    return { rows: rows.length, expired, bytes }
  }

  /** The keys of up to `limit` rows that have expired at this moment. */
  expired(at: number, limit: number): string[] {
    const keys: string[] = []
    if (this.#expiring === 0) return keys
    for (const { key, expiresAt } of this.rows.values()) {
      if (keys.length === limit) break
      if (expiresAt > 0 && expiresAt <= at) keys.push(key)
    }
    return keys
  }

  holds(check: RangeCheck): boolean {
    const rows = this.rowsIn(check)
    return rows.length === check.rows && rows.every((row) => row.revision <= check.revision)
  }

  rowsIn(span: Span): Row[] {
    return isWhole(span) ? [...this.rows.values()] : this.scan({ ...span, limit: Infinity, reverse: false })
  }
}

/** Whether a span holds every key of its space. */
export function isWhole(span: Span): boolean {
  return span.from === '' && span.to === undefined
}
