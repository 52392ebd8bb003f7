import { REMEMBERED_IDS } from '@kvasir/core'
import type { SqliteDriver, SqliteStatement } from './driver.ts'

const HEAD = 'type, revision, expires_at, written_at, metadata'
const ROW = 'WHERE space = ? AND key = ?'
const SPAN = 'WHERE space = ? AND key >= ? AND key < ?'
/** The bytes of a row without what `toStoredKey` added to its key. */
const BYTES = `octet_length(replace(key, char(1), '')) - 3 * (substr(key, 1, 1) = char(0xfefe))
  + octet_length(value) + ifnull(octet_length(metadata), 0)`

/** Statements for pages in the order of something, and in the opposite one. */
interface BothWays {
  readonly forward: SqliteStatement
  readonly reverse: SqliteStatement
}

/** Statements for pages of whole rows or of heads, by what their order is. */
export interface PageStatements {
  readonly byKey: BothWays
  /** Uses what {@link Statements.indexRevisions} makes; without it, they read the whole space. */
  readonly byRevision: BothWays
  readonly byExpiry: SqliteStatement
}

/** Everything that the backend ever asks SQLite, prepared. */
export interface Statements {
  readonly begin: SqliteStatement
  readonly beginRead: SqliteStatement
  readonly commit: SqliteStatement
  readonly rollback: SqliteStatement
  readonly get: SqliteStatement
  readonly revisionOf: SqliteStatement
  readonly set: SqliteStatement
  readonly delete: SqliteStatement
  /** How many rows the last write has changed. */
  readonly changes: SqliteStatement
  readonly deleteRange: SqliteStatement
  /**
   * Makes the index by revision unless it is there, when it costs no more than a look at the schema. It is not a part
   * of the schema, for a put takes 1.6 times as long with it, and only some stores are ever read by revision.
   */
  readonly indexRevisions: SqliteStatement
  readonly scan: Record<'rows' | 'heads', PageStatements>
  readonly rangeCheck: SqliteStatement
  readonly count: SqliteStatement
  readonly countBytes: SqliteStatement
  readonly lastRevision: SqliteStatement
  readonly setLastRevision: SqliteStatement
  readonly batch: SqliteStatement
  readonly rememberBatch: SqliteStatement
  readonly forgetBatches: SqliteStatement
}

export function prepareStatements(driver: SqliteDriver): Statements {
  const prepare = (sql: string): SqliteStatement => driver.prepare(sql)
  const pagesOf = (value: string): PageStatements => {
    const page = (rest: string): SqliteStatement => prepare(`SELECT ${HEAD}, ${value}, key ${rest} LIMIT ?`)
    const bothWays = (from: string, column: string): BothWays => ({
      forward: page(`${from} ORDER BY ${column}`),
      reverse: page(`${from} ORDER BY ${column} DESC`),
    })
    return {
      byKey: bothWays(`FROM rows ${SPAN}`, 'key'),
      byRevision: bothWays('FROM rows WHERE space = ? AND revision > ? AND revision < ?', 'revision'),
      byExpiry: page(
        `FROM rows INDEXED BY rows_by_expiry WHERE space = ? AND expires_at > 0 AND expires_at <= ?
         ORDER BY expires_at`,
      ),
    }
  }
  const count = (bytes: string): SqliteStatement =>
    prepare(
      `SELECT (
         SELECT count(*) FROM rows INDEXED BY rows_by_expiry ${SPAN} AND expires_at > 0 AND expires_at <= ?
       ), count(*), ${bytes} FROM rows ${SPAN}`,
    )
  return {
    // Immediate, so that what the checks read is still so when the writes come.
    begin: prepare('BEGIN IMMEDIATE'),
    beginRead: prepare('BEGIN'),
    commit: prepare('COMMIT'),
    rollback: prepare('ROLLBACK'),
    get: prepare(`SELECT ${HEAD}, value FROM rows ${ROW}`),
    revisionOf: prepare(`SELECT revision FROM rows ${ROW}`),
    set: prepare(
      `INSERT INTO rows (space, key, ${HEAD}, value) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET (${HEAD}, value) = (excluded.type, excluded.revision,
         excluded.expires_at, excluded.written_at, excluded.metadata, excluded.value)`,
    ),
    delete: prepare(`DELETE FROM rows ${ROW}`),
    // Half of what RETURNING adds to a deletion.
    changes: prepare('SELECT changes()'),
    deleteRange: prepare(`DELETE FROM rows ${SPAN}`),
    indexRevisions: prepare('CREATE INDEX IF NOT EXISTS rows_by_revision ON rows (space, revision)'),
    scan: { rows: pagesOf('value'), heads: pagesOf(`''`) },
    rangeCheck: prepare(`SELECT count(*), ifnull(max(revision), 0) FROM rows ${SPAN}`),
    count: count('0'),
    countBytes: count(`ifnull(sum(${BYTES}), 0)`),
    lastRevision: prepare('SELECT revision FROM store'),
    setLastRevision: prepare('UPDATE store SET revision = ?'),
    batch: prepare('SELECT first, last FROM batches WHERE id = ?'),
    // A replay remembers what may be there already.
    rememberBatch: prepare(
      `INSERT INTO batches (id, first, last) VALUES (?, ?, ?)
       ON CONFLICT (id) DO UPDATE SET (first, last) = (excluded.first, excluded.last)`,
    ),
    forgetBatches: prepare(
      `DELETE FROM batches WHERE number <= (SELECT max(number) FROM batches) - ${REMEMBERED_IDS}`,
    ),
  }
}
