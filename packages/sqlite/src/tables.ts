import type { Check, Commit, Row, Scan, SetWrite, Stat, Tally, Write } from '@kvasir/core'
import type { SqliteColumns, SqliteValue } from './driver.ts'
import { fromSpan, fromWrite, toRow } from './row-columns.ts'
import type { Statements } from './statements.ts'
import { fromStoredKey, toStoredKey } from './stored-text.ts'

/** What the tables of a store hold, read and written by statements alone: who calls decides on transactions. */
export class Tables {
  readonly #statements: Statements

  constructor(statements: Statements) {
    this.#statements = statements
  }

  get(space: number, key: string): Row | undefined {
    // SQLite would take a lone surrogate for U+FFFD, and find the row of another key.
    if (!key.isWellFormed()) return undefined
    const columns = this.#statements.get.get([space, toStoredKey(key)])
    return columns === undefined ? undefined : toRow(key, columns)
  }

  scan(scan: Scan): readonly Row[] {
    return this.#pageOf(scan).map((columns) => toRow(fromStoredKey(columns[6] as string), columns))
  }

  stat(tally: Tally): Stat {
    const { count, countBytes } = this.#statements
    const span = fromSpan(tally)
    const counted = (tally.bytes ? countBytes : count).get([...span, tally.at, ...span])
    const [expired, rows, bytes] = counted as readonly [number, number, number]
    return { rows, expired, bytes }
  }

  /** Returns the first check that does not hold. */
  failedOf(checks: readonly Check[]): Check | undefined {
    for (let i = 0; i < checks.length; i++) {
      if (!this.#holds(checks[i]!)) return checks[i]
    }
    return undefined
  }

  /**
   * Write number `i` gets revision `first + i`, and so does its mark, if there was a row. Returns what they replaced,
   * if that is wanted.
   */
  write(writes: readonly Write[], first: number, wantsReplaced: boolean): (Row | undefined)[] {
    const replaced: (Row | undefined)[] = []
    for (let i = 0; i < writes.length; i++) {
      const write = writes[i]!
      if (wantsReplaced) {
        replaced.push(write.kind === 'deleteRange' ? undefined : this.get(write.space, write.key))
      }
      this.#apply(write, first + i)
      const mark = markOf(write)
      if (mark !== undefined && this.#hasChanged()) this.#apply(mark, first + i)
    }
    return replaced
  }

  /** Does again what was made: with every mark, as a deletion without a row has none then. */
  rewrite(writes: readonly Write[], first: number): void {
    for (let i = 0; i < writes.length; i++) {
      const write = writes[i]!
      this.#apply(write, first + i)
      const mark = markOf(write)
      if (mark !== undefined) this.#apply(mark, first + i)
    }
  }

  readRevision(): number {
    return this.#statements.lastRevision.get(NOTHING)![0] as number
  }

  writeRevision(revision: number): void {
    this.#statements.setLastRevision.run([revision])
  }

  /** The answer to a batch that was committed before. */
  answerTo(id: string): Commit | undefined {
    const answer = this.#statements.batch.get([toStoredKey(id)])
    return answer && { ok: true, first: answer[0] as number, last: answer[1] as number, replaced: [] }
  }

  remember(id: string, first: number, last: number): void {
    this.#statements.rememberBatch.run([toStoredKey(id), first, last])
    this.#statements.forgetBatches.run(NOTHING)
  }

  #pageOf(scan: Scan): readonly SqliteColumns[] {
    const { byKey, byRevision, byExpiry } = this.#statements.scan[scan.select]
    const { space, limit } = scan
    if (scan.order === 'expiry') return byExpiry.all([space, scan.until, limit])
    const direction = scan.reverse ? 'reverse' : 'forward'
    if (scan.order !== 'revision') return byKey[direction].all([...fromSpan(scan), limit])
    this.#statements.indexRevisions.run(NOTHING)
    return byRevision[direction].all([space, scan.after, scan.before, limit])
  }

  #holds(check: Check): boolean {
    if (check.kind === 'key') {
      const columns = this.#statements.revisionOf.get([check.space, toStoredKey(check.key)])
      return (columns?.[0] ?? 0) === check.revision
    }
    const [rows, newest] = this.#statements.rangeCheck.get(fromSpan(check)) as readonly [number, number]
    return rows === check.rows && newest <= check.revision
  }

  #apply(write: Write, revision: number): void {
    const statements = this.#statements
    if (write.kind === 'set') statements.set.run(fromWrite(write, revision))
    else if (write.kind === 'delete') statements.delete.run([write.space, toStoredKey(write.key)])
    else statements.deleteRange.run(fromSpan(write))
  }

  /** Whether the last write has changed a row. */
  #hasChanged(): boolean {
    return this.#statements.changes.get(NOTHING)![0] !== 0
  }
}

/** What a write sets beside what it does to a row of its own. */
export function markOf(write: Write): SetWrite | undefined {
  return write.kind === 'delete' ? write.mark : undefined
}

const NOTHING: readonly SqliteValue[] = []
