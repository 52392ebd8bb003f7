import {
  type Attempt,
  type Batch,
  type Commit,
  CommitListeners,
  type Engine,
  type Health,
  KvasirError,
  type Made,
  type Place,
  type Row,
  type Scan,
  type SnapshotPiece,
  type Stat,
  type Tally,
} from '@kvasir/core'
import type { SqliteStatement } from '../driver.ts'
import type { SqljsDriver } from '../drivers/sqljs.ts'
import { toStorageFailed } from '../failure.ts'
import { migrate } from '../migrate.ts'
import { prepareStatements } from '../statements.ts'
import { fromStoredKey } from '../stored-text.ts'
import { markOf, Tables } from '../tables.ts'
import { toPieces } from './image-pieces.ts'

const HEALTH: Health = { storage: 'none', unsaved: 0, failure: undefined, role: 'peer', incidents: [] }

/** Goes from space to space, since the index is by space first. */
const EXPIRED = `
  WITH RECURSIVE spaces (space) AS (
    SELECT min(space) FROM rows INDEXED BY rows_by_expiry WHERE expires_at > 0
    UNION ALL
    SELECT (
      SELECT min(rows.space) FROM rows INDEXED BY rows_by_expiry
      WHERE expires_at > 0 AND rows.space > spaces.space
    ) FROM spaces WHERE space IS NOT NULL
  )
  SELECT rows.space, rows.key FROM spaces CROSS JOIN rows INDEXED BY rows_by_expiry
  WHERE rows.space = spaces.space AND expires_at > 0 AND expires_at <= ?
  LIMIT ?`

/**
 * SQLite in memory as an engine. As nobody else has its database, the newest revision is a field, and in the
 * database only when an image of it is taken.
 */
export class SqljsEngine implements Engine {
  readonly name: string
  readonly mode = 'sync'
  readonly capabilities = {
    persistent: false,
    consistency: 'strong',
    clone: false,
    memorySide: false,
  } as const
  readonly #driver: SqljsDriver
  readonly #tables: Tables
  readonly #expired: SqliteStatement
  readonly #listeners = new CommitListeners()
  #revision: number
  /** Whether an attempt is open, or why SQLite has ended its transaction. */
  #attempt: 'none' | 'open' | KvasirError = 'none'
  #closed = false

  /** The driver is the engine's from then on. Throws what {@link migrate} throws. */
  constructor(driver: SqljsDriver) {
    migrate(driver)
    this.name = driver.name
    this.#driver = driver
    this.#tables = new Tables(prepareStatements(driver))
    this.#expired = driver.prepare(EXPIRED)
    this.#revision = this.#tables.readRevision()
  }

  get revision(): number {
    return this.#revision
  }

  get(space: number, key: string): Row | undefined {
    return this.#guard(() => this.#tables.get(space, key))
  }

  getMany(space: number, keys: readonly string[]): readonly (Row | undefined)[] {
    return this.#guard(() => keys.map((key) => this.#tables.get(space, key)))
  }

  scan(scan: Scan): readonly Row[] {
    return this.#guard(() => this.#tables.scan(scan))
  }

  stat(tally: Tally): Stat {
    return this.#guard(() => this.#tables.stat(tally))
  }

  commit(batch: Batch): Commit {
    const commit = this.#guard(() => this.#commit(batch))
    if (commit.ok && batch.writes.length > 0) this.#listeners.tell()
    return commit
  }

  onCommit(listener: () => void): () => void {
    this.#assertOpen()
    return this.#listeners.add(listener)
  }

  attempt(): Attempt {
    const revision = this.#revision
    this.#guard(() => this.#driver.exec('BEGIN'))
    this.#attempt = 'open'
    const undo = (): void => {
      // Otherwise SQLite has undone it already.
      if (this.#attempt === 'open') this.#driver.exec('ROLLBACK')
      this.#attempt = 'none'
      this.#revision = revision
    }
    return {
      keep: () =>
        this.#guard(() => {
          this.#driver.exec('COMMIT')
          this.#attempt = 'none'
        }),
      undo: () => {
        if (!this.#closed) undo()
      },
    }
  }

  expired(at: number, limit: number): readonly Place[] {
    return this.#guard(() =>
      this.#expired
        .all([at, limit])
        .map(([space, key]) => ({ space: space as number, key: fromStoredKey(key as string) })),
    )
  }

  replay(commits: readonly Made[]): void {
    this.#guard(() =>
      this.#inSavepoint(() => {
        let newest = this.#revision
        for (const { first, writes, id, last = first + writes.length - 1 } of commits) {
          this.#tables.rewrite(writes, first)
          if (id !== undefined) this.#tables.remember(id, first, last)
          newest = Math.max(newest, last)
        }
        this.#revision = newest
      }),
    )
  }

  snapshot(): Iterable<SnapshotPiece> {
    this.#assertOpen()
    return this.#pieces()
  }

  flush(): Promise<void> {
    return Promise.resolve()
  }

  health(): Health {
    return HEALTH
  }

  close(): void {
    if (this.#closed) return
    this.#closed = true
    this.#listeners.clear()
    this.#driver.close()
  }

  #commit({ checks, writes, replaced: wantsReplaced = false, id, above = 0 }: Batch): Commit {
    const tables = this.#tables
    const answer = id === undefined ? undefined : tables.answerTo(id)
    if (answer !== undefined) return answer
    const failed = tables.failedOf(checks)
    if (failed !== undefined) return { ok: false, failed }
    const before = writes.length === 0 ? this.#revision : Math.max(this.#revision, above)
    const first = before + 1
    const last = before + writes.length
    const write = (): (Row | undefined)[] => {
      const replaced = tables.write(writes, first, wantsReplaced)
      if (id !== undefined) tables.remember(id, first, last)
      return replaced
    }
    // A statement is all or nothing by itself.
    const isOneStatement = id === undefined && writes.length === 1 && markOf(writes[0]!) === undefined
    const replaced = isOneStatement ? write() : this.#inSavepoint(write)
    this.#revision = last
    return { ok: true, first, last, replaced }
  }

  *#pieces(): Generator<SnapshotPiece> {
    const pieces = toPieces(() =>
      this.#guard(() => {
        this.#tables.writeRevision(this.#revision)
        return this.#driver.export()
      }),
    )
    for (const bytes of pieces) yield { bytes, space: undefined }
  }

  #inSavepoint<T>(body: () => T): T {
    this.#driver.exec('SAVEPOINT batch')
    try {
      const result = body()
      this.#driver.exec('RELEASE batch')
      return result
    } catch (error) {
      this.#rollbackSavepoint()
      throw error
    }
  }

  #rollbackSavepoint(): void {
    try {
      this.#driver.exec('ROLLBACK TO batch; RELEASE batch')
    } catch {
      // SQLite has rolled back by itself: https://sqlite.org/lang_transaction.html. The guard looks into it.
    }
  }

  #guard<T>(body: () => T): T {
    this.#assertOpen()
    try {
      return body()
    } catch (error) {
      const failure = toStorageFailed(error)
      if (this.#attempt === 'open' && !this.#isInTransaction()) this.#attempt = failure
      throw failure
    }
  }

  #assertOpen(): void {
    if (this.#closed) throw new KvasirError('CLOSED', 'The SQLite engine is closed and its rows are gone.')
    if (typeof this.#attempt === 'object') {
      throw new KvasirError('STORAGE_FAILED', 'SQLite has undone the attempt: it can only be undone.', {
        cause: this.#attempt,
      })
    }
  }

  /** Transactions do not nest, so that a second one begins only where there is none. */
  #isInTransaction(): boolean {
    try {
      this.#driver.exec('BEGIN')
    } catch {
      return true
    }
    this.#driver.exec('ROLLBACK')
    return false
  }
}
