/// <reference types="node" />
import { DatabaseSync } from 'node:sqlite'
import { KvasirError } from '@kvasir/core'
import type { SqliteDriver } from '../../driver.ts'
import { toStorageFailed } from '../../failure.ts'
import { readVersion } from '../../migrate.ts'
import { nodeFile } from './node-file.ts'
import { NodeStatement } from './node-statement.ts'
import { quietTimer, type Timer, watchVersion } from './watch-version.ts'

export interface NodeSqliteOptions {
  /** The database file, which is created when missing; `:memory:` for none. */
  readonly path: string
  /** A connection to it that is open already, with no transaction under way; the driver's from then on. */
  readonly database?: DatabaseSync | undefined
  /** What waits between two looks for commits of others; the system's unless given, and that keeps no process alive. */
  readonly timer?: Timer | undefined
}

/** Milliseconds that a commit waits for those of other processes. */
const BUSY_TIMEOUT = 5_000
/** Negative for KiB. With SQLite's own 2 MB, counting 100,000 rows takes 25 times as long. */
const CACHE_SIZE = -64 * 1024

/**
 * A SQLite file through `node:sqlite`. Several processes may have it open.
 *
 * A commit survives the end of the process; one that is not `strict` may be lost when the machine loses power.
 * Throws `UNSUPPORTED_DATABASE` for the file of another application or of a newer version, which stays as it
 * is, `UNAVAILABLE` when the file cannot be opened, and `STORAGE_FAILED` when SQLite fails.
 */
export function nodeSqlite({ path, database: given, timer = quietTimer }: NodeSqliteOptions): SqliteDriver {
  const database = given ?? open(path)
  try {
    return toDriver(database, path, timer)
  } catch (error) {
    if (given === undefined) database.close()
    throw toStorageFailed(error)
  }
}

function open(path: string): DatabaseSync {
  // To SQLite it would be a database that is deleted when it is closed.
  if (path === '') throw new KvasirError('INVALID_OPTION', 'The path of a database file is empty.')
  try {
    return new DatabaseSync(path)
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new KvasirError('UNAVAILABLE', `The database file ${path} cannot be opened: ${reason}.`, { cause })
  }
}

function toDriver(database: DatabaseSync, path: string, timer: Timer): SqliteDriver {
  const isFile = path !== ':memory:'
  const driver: SqliteDriver = {
    name: 'node-sqlite',
    storage: isFile ? 'file' : 'none',
    file: nodeFile(() => driver, path),
    exec: (sql) => database.exec(sql),
    prepare: (sql) => new NodeStatement(database.prepare(sql)),
    watchOthers: (listener) => (isFile ? watchVersion(driver, timer, listener) : () => {}),
    close: () => database.close(),
  }
  driver.exec(`PRAGMA busy_timeout = ${BUSY_TIMEOUT}`)
  // The journal mode is kept in the file, so it is not for us to set in a file that is not ours.
  readVersion(driver)
  driver.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = ${CACHE_SIZE}`)
  return driver
}
