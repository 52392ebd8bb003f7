import { isKvasirError, KvasirError, REMEMBERED_IDS } from '@kvasir/core'
import type { SqliteDriver } from '../driver.ts'
import { toStorageFailed } from '../failure.ts'
import { migrate, readVersion } from '../migrate.ts'

/**
 * Makes sure that a database that came from elsewhere is whole and Kvasir's, and brings it to the newest version.
 * Throws `UNSUPPORTED_DATABASE`, `DAMAGED`.
 */
export function checkStaged(staged: Pick<SqliteDriver, 'exec' | 'prepare'>): void {
  try {
    if (readVersion(staged) === 0) {
      throw new KvasirError(
        'UNSUPPORTED_DATABASE',
        'The file is a SQLite database without a store of Kvasir.',
      )
    }
    const verdict = staged.prepare('PRAGMA quick_check(1)').get([])?.[0]
    if (verdict !== 'ok') throw new Error(String(verdict))
    migrate(staged)
  } catch (cause) {
    if (isKvasirError(cause)) throw cause
    throw new KvasirError('DAMAGED', `The file is broken: ${toStorageFailed(cause).message}`, { cause })
  }
}

/**
 * Replaces what a database holds by what the one at `path` holds, in one transaction.
 *
 * The new rows count as new writes: their revisions rise above all that were given, so that no check on what was
 * there before holds for what is there now. An empty store takes them as they are.
 */
export function adopt(driver: SqliteDriver, path: string): void {
  const isPersistent = driver.storage !== 'none'
  driver.prepare('ATTACH ? AS staged').run([path])
  try {
    if (isPersistent) driver.exec('PRAGMA synchronous = FULL')
    inTransaction(driver, REPLACE)
    // The log has grown by the whole database.
    if (isPersistent) driver.prepare('PRAGMA main.wal_checkpoint(TRUNCATE)').all([])
  } finally {
    if (isPersistent) driver.exec('PRAGMA synchronous = NORMAL')
    driver.exec('DETACH staged')
  }
}

function inTransaction(driver: SqliteDriver, sql: string): void {
  driver.exec('BEGIN IMMEDIATE')
  try {
    driver.exec(sql)
    driver.exec('COMMIT')
  } catch (error) {
    try {
      driver.exec('ROLLBACK')
    } catch {
      // SQLite has rolled back by itself, as it does when the disk is full: https://sqlite.org/lang_transaction.html
    }
    throw error
  }
}

const ABOVE = '(SELECT revision FROM main.store)'

/** The ids that came with the rows are remembered as older ones than those that were here. */
const REPLACE = `
  DELETE FROM main.rows;
  INSERT INTO main.rows (space, key, type, revision, expires_at, written_at, metadata, value)
    SELECT space, key, type, revision + ${ABOVE}, expires_at, written_at, metadata, value
    FROM staged.rows ORDER BY space, key;
  INSERT INTO main.batches (number, id, first, last)
    SELECT number - (SELECT max(number) FROM staged.batches)
        + (SELECT ifnull(min(number), 1) - 1 FROM main.batches), id, first + ${ABOVE}, last + ${ABOVE}
    FROM staged.batches WHERE id NOT IN (SELECT id FROM main.batches);
  DELETE FROM main.batches WHERE number <= (SELECT max(number) FROM main.batches) - ${REMEMBERED_IDS};
  UPDATE main.store SET revision = revision + (SELECT revision FROM staged.store);
`
