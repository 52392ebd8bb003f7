import {
  type Backend,
  type Batch,
  type Capabilities,
  type Commit,
  CommitListeners,
  type Health,
  KvasirError,
  type Mode,
  type Row,
  type Scan,
  type Stat,
  type Tally,
} from '@kvasir/core'
import type { SqliteDriver, SqliteStatement, SqliteValue } from './driver.ts'
import { toStorageFailed } from './failure.ts'
import type { SqliteFile } from './file/sqlite-file.ts'
import { migrate } from './migrate.ts'
import { prepareStatements, type Statements } from './statements.ts'
import { Tables } from './tables.ts'

/** A backend whose database can be had as a file. */
export interface SqliteBackend<M extends Mode = Mode> extends Backend<M> {
  /** Throws `CLOSED` once the backend is closed. */
  readonly file: SqliteFile
}

/**
 * A backend that keeps its rows in the SQLite database of a driver; an empty database becomes a new store.
 * The driver is the backend's from then on, and closed with it.
 *
 * Throws `UNSUPPORTED_DATABASE` for a database of another application or of a newer version, which stays as
 * it is, and `STORAGE_FAILED` when SQLite fails, `QUOTA_EXCEEDED` when that is for want of room, `DAMAGED` when pages of the
 * database are none, `BLOCKED` when another process writes for too long.
 *
 * @example
 * const store = syncStore(sqlite(nodeSqlite({ path: 'app.db' })))
 */
export function sqlite(driver: SqliteDriver): SqliteBackend<'sync'> {
  try {
    migrate(driver)
    return new DriverBackend(driver)
  } catch (error) {
    driver.close()
    throw toStorageFailed(error)
  }
}

class DriverBackend implements SqliteBackend<'sync'> {
  readonly name: string
  readonly mode = 'sync'
  readonly capabilities: Capabilities
  readonly #driver: SqliteDriver
  readonly #statements: Statements
  readonly #tables: Tables
  readonly #file: SqliteFile
  readonly #listeners = new CommitListeners()
  /** While there are listeners: ends the watch for what others commit. */
  #stopWatching: (() => void) | undefined
  #closed = false

  constructor(driver: SqliteDriver) {
    this.name = driver.name
    this.capabilities = {
      persistent: driver.storage !== 'none',
      consistency: 'strong',
      clone: false,
      memorySide: false,
    }
    this.#driver = driver
    this.#statements = prepareStatements(driver)
    this.#tables = new Tables(this.#statements)
    this.#file = {
      take: () => driver.file.take(),
      replace: async (pull) => {
        await driver.file.replace(pull)
        this.#listeners.tell()
      },
    }
  }

  get file(): SqliteFile {
    return this.#attempt(() => this.#file)
  }

  get(space: number, key: string): Row | undefined {
    return this.#attempt(() => this.#tables.get(space, key))
  }

  getMany(space: number, keys: readonly string[]): readonly (Row | undefined)[] {
    return this.#transaction(this.#statements.beginRead, () =>
      keys.map((key) => this.#tables.get(space, key)),
    )
  }

  scan(scan: Scan): readonly Row[] {
    return this.#attempt(() => this.#tables.scan(scan))
  }

  stat(tally: Tally): Stat {
    return this.#attempt(() => this.#tables.stat(tally))
  }

  commit(batch: Batch): Commit {
    const flushes = batch.durability === 'strict' && this.capabilities.persistent
    const commit = this.#attempt(() => {
      // It can only be changed outside of transactions.
      if (flushes) this.#driver.exec('PRAGMA synchronous = FULL')
      try {
        return this.#transaction(this.#statements.begin, () => this.#commit(batch))
      } finally {
        if (flushes) this.#driver.exec('PRAGMA synchronous = NORMAL')
      }
    })
    if (commit.ok && batch.writes.length > 0) this.#listeners.tell()
    return commit
  }

  onCommit(listener: () => void): () => void {
    return this.#attempt(() => {
      const end = this.#listeners.add(listener)
      this.#stopWatching ??= this.#driver.watchOthers(() => this.#listeners.tell())
      return () => {
        end()
        if (this.#listeners.size === 0) this.#endWatch()
      }
    })
  }

  async flush(): Promise<void> {
    this.#attempt(() => undefined)
  }

  health(): Health {
    return { storage: this.#driver.storage, unsaved: 0, failure: undefined, role: 'peer', incidents: [] }
  }

  close(): void {
    if (this.#closed) return
    this.#attempt(() => {
      this.#closed = true
      this.#listeners.clear()
      this.#endWatch()
      this.#driver.close()
    })
  }

  #endWatch(): void {
    this.#stopWatching?.()
    this.#stopWatching = undefined
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

  #commit({ checks, writes, replaced: wantsReplaced = false, id, above = 0 }: Batch): Commit {
    const tables = this.#tables
    const answer = id === undefined ? undefined : tables.answerTo(id)
    if (answer !== undefined) return answer
    const failed = tables.failedOf(checks)
    if (failed !== undefined) return { ok: false, failed }
    const first = Math.max(tables.readRevision(), above) + 1
    const last = first + writes.length - 1
    const replaced = tables.write(writes, first, wantsReplaced)
    if (writes.length > 0) tables.writeRevision(last)
    if (id !== undefined) tables.remember(id, first, last)
    return { ok: true, first, last, replaced }
  }
}

const NOTHING: readonly SqliteValue[] = []
