import type { Health } from '@kvasir/core'
import type { SqliteFile } from './file/sqlite-file.ts'

/** What SQLite stores, as JavaScript has it. */
export type SqliteValue = number | string | Uint8Array | null

/** The columns of one row of a result, in the order of the statement. */
export type SqliteColumns = readonly SqliteValue[]

/**
 * A prepared statement; `values` are bound to its parameters in order. Each call leaves the statement reset,
 * also when it throws, so that no lock outlives it.
 */
export interface SqliteStatement {
  /** The first row; for reading, as a statement that writes is only done when it was stepped to its end. */
  get(values: readonly SqliteValue[]): SqliteColumns | undefined
  all(values: readonly SqliteValue[]): readonly SqliteColumns[]
  run(values: readonly SqliteValue[]): void
}

/**
 * One way to reach SQLite: one open connection that answers at once, of a build with SQLite 3.43 or newer.
 * What it throws, the backend reports as `STORAGE_FAILED`, or as what it knows it to be.
 */
export interface SqliteDriver {
  /** The name that the backend shows to people. */
  readonly name: string
  /**
   * Where the database lies, `none` if it ends with the process or page. Where it lies somewhere, the connection
   * has `synchronous = NORMAL`, which the backend raises to `FULL` for commits that are `strict`.
   *
   * With `NORMAL` in WAL mode a commit is with the system when it is acknowledged, and survives the end of the
   * process; what the system had not written to the device when the machine lost power is lost, newest commits
   * first, and the database is whole all the same: https://sqlite.org/pragma.html#pragma_synchronous
   */
  readonly storage: Health['storage']
  /** The database as a file. Its calls may be made between those below, which wait for nothing. */
  readonly file: SqliteFile
  /** Runs statements that have no parameters and no result. */
  exec(sql: string): void
  prepare(sql: string): SqliteStatement
  /**
   * Calls `listener` when other connections have committed to the database, within a second, until what is returned
   * is called, which comes before `close`. Never calls it where nobody else can have the database open.
   */
  watchOthers(listener: () => void): () => void
  /** Closes the connection and everything that was prepared; called once. */
  close(): void
}
