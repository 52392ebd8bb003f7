import {
  type Backend,
  type Batch,
  type Capabilities,
  type Check,
  type Commit,
  type Health,
  KvasirError,
  type Row,
  type Scan,
  type Stat,
  type Tally,
  type Write,
} from '@kvasir/core'
import type { SqliteDriver, SqliteStatement, SqliteValue } from './driver.ts'
import { toStorageFailed } from './failure.ts'
import { migrate } from './migrate.ts'
import { fromSpan, fromWrite, toRow } from './row-columns.ts'
import { prepareStatements, type Statements } from './statements.ts'
import { fromStoredKey, toStoredKey } from './stored-text.ts'

/**
 * A backend that keeps its rows in the SQLite database of a driver; an empty database becomes a new store.
 * The driver is the backend's from then on, and closed with it.
 *
 * Throws `UNSUPPORTED_DATABASE` for a database of another application or of a newer version, which stays as
 * it is, and `STORAGE_FAILED` when SQLite fails.
 *
 * @example
 * const store = syncStore(sqlite(nodeSqlite({ path: 'app.db' })))
 */
export function sqlite(driver: SqliteDriver): Backend<'sync'> {
  try {
    migrate(driver)
    return new SqliteBackend(driver)
  } catch (error) {
    driver.close()
    throw toStorageFailed(error)
  }
}

class SqliteBackend implements Backend<'sync'> {
  readonly name: string
  readonly mode = 'sync'
  readonly capabilities: Capabilities
  readonly #driver: SqliteDriver
  readonly #statements: Statements
  #closed = false

  constructor(driver: SqliteDriver) {
    this.name = driver.name
    this.capabilities = { persistent: driver.persistent, consistency: 'strong' }
    this.#driver = driver
    this.#statements = prepareStatements(driver)
  }

  get(space: number, key: string): Row | undefined {
    return this.#attempt(() => this.#get(space, key))
  }

  getMany(space: number, keys: readonly string[]): readonly (Row | undefined)[] {
    return this.#transaction(this.#statements.beginRead, () => keys.map((key) => this.#get(space, key)))
  }

  scan(scan: Scan): readonly Row[] {
    return this.#attempt(() => {
      const statement = this.#statements.scan[scan.select][scan.reverse ? 'reverse' : 'forward']
      const found = statement.all([...fromSpan(scan), scan.limit])
      return found.map((columns) => toRow(fromStoredKey(columns[6] as string), columns))
    })
  }

  stat(tally: Tally): Stat {
    return this.#attempt(() => {
      const { count, countBytes } = this.#statements
      const span = fromSpan(tally)
      const counted = (tally.bytes ? countBytes : count).get([...span, tally.at, ...span])
      const [expired, rows, bytes] = counted as readonly [number, number, number]
      return { rows, expired, bytes }
    })
  }

  commit(batch: Batch): Commit {
    const flushes = batch.durability === 'strict' && this.capabilities.persistent
    return this.#attempt(() => {
      // It can only be changed outside of transactions.
      if (flushes) this.#driver.exec('PRAGMA synchronous = FULL')
      try {
        return this.#transaction(this.#statements.begin, () => this.#commit(batch))
      } finally {
        if (flushes) this.#driver.exec('PRAGMA synchronous = NORMAL')
      }
    })
  }

  async flush(): Promise<void> {
    this.#attempt(() => undefined)
  }

  health(): Health {
    const storage = this.capabilities.persistent ? 'file' : 'none'
    return { storage, unsaved: 0, failure: undefined, role: 'peer', incidents: [] }
  }

  close(): void {
    if (this.#closed) return
    this.#attempt(() => {
      this.#closed = true
      this.#driver.close()
    })
  }

  #attempt<T>(body: () => T): T {
    if (this.#closed) throw new KvasirError('CLOSED', 'The SQLite backend is closed: open it again.')
    try {
      return body()
    } catch (error) {
      throw toStorageFailed(error)
    }
  }

  #transaction<T>(begin: SqliteStatement, body: () => T): T {
    return this.#attempt(() => {
      begin.run(NOTHING)
      try {
        const result = body()
        this.#statements.commit.run(NOTHING)
        return result
      } catch (error) {
        this.#rollback()
        throw error
      }
    })
  }

  #rollback(): void {
    try {
      this.#statements.rollback.run(NOTHING)
    } catch {
      // SQLite has rolled back by itself, as it does when the disk is full: https://sqlite.org/lang_transaction.html
    }
  }

  #get(space: number, key: string): Row | undefined {
    // SQLite would take a lone surrogate for U+FFFD, and find the row of another key.
    if (!key.isWellFormed()) return undefined
    const columns = this.#statements.get.get([space, toStoredKey(key)])
    return columns === undefined ? undefined : toRow(key, columns)
  }

  #commit({ checks, writes, replaced: wantsReplaced, id }: Batch): Commit {
    const { batch, lastRevision, setLastRevision, rememberBatch, forgetBatches } = this.#statements
    if (id !== undefined) {
      const answer = batch.get([toStoredKey(id)])
      if (answer !== undefined) {
        return { ok: true, first: answer[0] as number, last: answer[1] as number, replaced: [] }
      }
    }
    const failed = checks.find((check) => !this.#holds(check))
    if (failed !== undefined) return { ok: false, failed }
    let last = lastRevision.get(NOTHING)![0] as number
    const first = last + 1
    const replaced: (Row | undefined)[] = []
    for (const write of writes) {
      if (wantsReplaced)
        replaced.push(write.kind === 'deleteRange' ? undefined : this.#get(write.space, write.key))
      this.#apply(write, ++last)
    }
    if (last >= first) setLastRevision.run([last])
    if (id !== undefined) {
      rememberBatch.run([toStoredKey(id), first, last])
      forgetBatches.run(NOTHING)
    }
    return { ok: true, first, last, replaced }
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
}

const NOTHING: readonly SqliteValue[] = []
