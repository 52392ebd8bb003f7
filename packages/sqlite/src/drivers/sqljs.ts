import type { Database, SqlJsStatic, Statement } from 'sql.js'
import type { SqliteColumns, SqliteDriver, SqliteStatement, SqliteValue } from '../driver.ts'
import { toStorageFailed } from '../failure.ts'
import { adopt, checkStaged } from '../file/adopt.ts'
import { checkingHeader } from '../file/check-header.ts'
import { collect, imageInMemory } from '../file/memory-file.ts'
import { readVersion } from '../migrate.ts'
import { loadSqljs, type WasmSource } from './load-sqljs.ts'

export interface SqljsOptions {
  /** The bytes of a database to start from, which is copied; an empty one unless given. */
  readonly image?: Uint8Array | undefined
  /** Where the WebAssembly file of sql.js is, or its content. Not needed in Node and under Vite. */
  readonly wasm?: WasmSource | undefined
}

/** SQLite in memory, of which an image can be taken. */
export interface SqljsDriver extends SqliteDriver {
  /** The bytes of the database, as a file that any SQLite opens. Throws `STORAGE_FAILED` once closed. */
  export(): Uint8Array
}

/**
 * SQLite compiled to WebAssembly, in memory: everywhere that JavaScript runs.
 *
 * Throws `UNAVAILABLE` when sql.js does not load, and `UNSUPPORTED_DATABASE` for the image of something else
 * than a database of Kvasir, or of a newer version.
 */
export async function sqljs({ image, wasm }: SqljsOptions = {}): Promise<SqljsDriver> {
  const { Database } = await loadSqljs(wasm)
  return open(Database, image)
}

function open(Database: SqlJsStatic['Database'], image: Uint8Array | undefined): SqljsDriver {
  const database = new Database(image && toPlain(image))
  try {
    return toDriver(database, Database)
  } catch (error) {
    database.close()
    throw toStorageFailed(error)
  }
}

function toDriver(database: Database, constructor: SqlJsStatic['Database']): SqljsDriver {
  const driver: SqljsDriver = {
    name: 'sqljs',
    storage: 'none',
    file: {
      take: async () => imageInMemory(exportFrom(database)),
      replace: async (pull) => {
        const staged = open(constructor, await collect(checkingHeader(pull)))
        try {
          checkStaged(staged)
          adopt(driver, pathOf(staged))
        } catch (error) {
          throw toStorageFailed(error)
        } finally {
          staged.close()
        }
      },
    },
    exec: (sql) => void database.run(sql),
    prepare: (sql) => new SqljsStatement(database.prepare(sql)),
    // The database is in the memory of this instance alone.
    watchOthers: () => () => {},
    close: () => database.close(),
    export: () => exportFrom(database),
  }
  // Before anything is read: an image in WAL mode cannot be read otherwise.
  driver.exec('PRAGMA locking_mode = EXCLUSIVE')
  readVersion(driver)
  // The database is a file in memory that nobody else opens and no crash leaves behind: 3 to 5 times faster.
  driver.exec('PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF')
  return driver
}

/** Where in the memory of SQLite the database lies, which must let others read it. */
function pathOf(driver: SqljsDriver): string {
  driver.exec('PRAGMA locking_mode = NORMAL; SELECT count(*) FROM store')
  return driver.prepare('PRAGMA database_list').get([])![2] as string
}

/** The same bytes as sql.js copies them: by `slice()`, which on a `Buffer` of Node copies nothing. */
function toPlain({ buffer, byteOffset, byteLength }: Uint8Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength)
}

function exportFrom(database: Database): Uint8Array {
  try {
    return database.export()
  } catch (error) {
    throw toStorageFailed(error)
  }
}

class SqljsStatement implements SqliteStatement {
  readonly #statement: Statement

  constructor(statement: Statement) {
    this.#statement = statement
  }

  get(values: readonly SqliteValue[]): SqliteColumns | undefined {
    const statement = this.#statement
    try {
      statement.bind(values as SqliteValue[])
      return statement.step() ? statement.get() : undefined
    } finally {
      statement.reset()
    }
  }

  all(values: readonly SqliteValue[]): SqliteColumns[] {
    const statement = this.#statement
    const found: SqliteColumns[] = []
    try {
      statement.bind(values as SqliteValue[])
      while (statement.step()) found.push(statement.get())
      return found
    } finally {
      statement.reset()
    }
  }

  run(values: readonly SqliteValue[]): void {
    this.all(values)
  }
}
