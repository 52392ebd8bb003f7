import { KvasirError } from '@kvasir/core'
import type { SqliteDriver } from './driver.ts'

/** Marks a database as one of Kvasir's: `Kvsr` in ASCII, as `PRAGMA application_id`. */
const APPLICATION_ID = 0x4b767372

/**
 * What leads from each version of the schema to the next; the first step from an empty database. A released
 * step is never changed. `PRAGMA user_version` says how many were taken.
 */
const STEPS: readonly string[] = [
  // Values come last: what stands behind a large one would have to be fetched through its overflow pages.
  // With a rowid: in a table without, a row may fill a quarter of a page, and the rest goes to pages of its own, so
  // that values of 1,000 bytes took 4,700 in the file, and four times as long to get.
  // https://sqlite.org/withoutrowid.html#when_to_use_without_rowid
  // The index by revision is not among these: the first scan that needs it makes it, as statements.ts explains.
  // `store` has one row, with the newest revision; `batches` has the ids that are remembered.
  // Types are 0 text, 1 json, 2 bytes, 3 rich. A text that is a blob is explained in stored-text.ts.
  `CREATE TABLE rows (
     space INTEGER NOT NULL,
     key TEXT NOT NULL,
     type INTEGER NOT NULL,
     revision INTEGER NOT NULL,
     expires_at INTEGER NOT NULL,
     written_at INTEGER NOT NULL,
     metadata TEXT,
     value NOT NULL,
     PRIMARY KEY (space, key)
   );
   CREATE INDEX rows_by_expiry ON rows (space, expires_at, key) WHERE expires_at > 0;
   CREATE TABLE store (revision INTEGER NOT NULL);
   INSERT INTO store VALUES (0);
   CREATE TABLE batches (
     number INTEGER PRIMARY KEY,
     id TEXT NOT NULL UNIQUE,
     first INTEGER NOT NULL,
     last INTEGER NOT NULL
   );`,
]

/**
 * Brings a database to the newest version of the schema; an empty one becomes a new store. Throws what
 * {@link readVersion} throws. When it throws, the connection must be closed, for a transaction may be open.
 */
export function migrate(driver: Pick<SqliteDriver, 'exec' | 'prepare'>): void {
  if (readVersion(driver) === STEPS.length) return
  driver.exec('BEGIN IMMEDIATE')
  // Read again, as another process may have come first.
  for (const step of STEPS.slice(readVersion(driver))) driver.exec(step)
  driver.exec(`PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${STEPS.length}; COMMIT`)
}

/**
 * The version of the schema, 0 for an empty database; nothing is written. Throws `UNSUPPORTED_DATABASE` for
 * a database that is not Kvasir's, or is of a newer version.
 */
export function readVersion(driver: Pick<SqliteDriver, 'exec' | 'prepare'>): number {
  const read = (sql: string): number => {
    try {
      return driver.prepare(sql).get([])![0] as number
    } catch (cause) {
      if (!/not a database/.test(String(cause))) throw cause
      throw unsupported('This is no SQLite database.', cause)
    }
  }
  if (read('SELECT count(*) FROM sqlite_schema') === 0) return 0
  const version = read('PRAGMA user_version')
  checkOwner(read('PRAGMA application_id'), version)
  return version
}

/** Throws `UNSUPPORTED_DATABASE` unless these are what a database of Kvasir, of no newer version, says of itself. */
export function checkOwner(applicationId: number, version: number): void {
  if (applicationId !== APPLICATION_ID) {
    throw unsupported('The SQLite database is of another application: give Kvasir one of its own.')
  }
  if (version > STEPS.length) {
    throw unsupported(
      `The SQLite database has version ${version}, and this Kvasir knows ${STEPS.length} at the most: update it.`,
    )
  }
}

function unsupported(message: string, cause?: unknown): KvasirError {
  return new KvasirError('UNSUPPORTED_DATABASE', message, cause === undefined ? {} : { cause })
}
