import { KvasirError } from '@kvasir/core'
import type { SAHPoolUtil } from '@sqlite.org/sqlite-wasm'
import type { SqliteDriver } from '../../driver.ts'
import { toStorageFailed } from '../../failure.ts'
import { readVersion } from '../../migrate.ts'
import { folderOf, type OpfsDatabase } from './folder-of.ts'
import { holdDirectory, PATIENCE } from './hold-directory.ts'
import { loadSqliteWasm } from './load-sqlite-wasm.ts'
import { openPool } from './open-pool.ts'
import { opfsFile } from './opfs-file.ts'
import { OpfsStatement } from './opfs-statement.ts'
import { withinQuota } from './want-of-room.ts'

export interface OpfsSqliteOptions extends OpfsDatabase {
  /** The address of the `sqlite3.wasm` of `@sqlite.org/sqlite-wasm`. Not needed under Vite. */
  readonly wasm?: string | URL | undefined
}

const DATABASE = '/store.sqlite'
/** Negative for KiB; SQLite's own 2 MB are too few to count many rows fast. */
const CACHE_SIZE = -64 * 1024

/**
 * A SQLite database in the origin private file system of the browser, through SQLite's own WebAssembly build and its
 * pool of access handles. Runs in a dedicated worker; `sqliteOnOpfs` starts one. Needs no special headers.
 *
 * One worker of all tabs may have a database open. A commit survives the end of page and browser; one that is not
 * `strict` may be lost when the machine loses power, with those after it, and the database is whole all the same.
 *
 * Throws `BLOCKED` when another tab or worker has the database open, `UNAVAILABLE` outside of a dedicated worker, in
 * a browser without OPFS and when SQLite does not load, `QUOTA_EXCEEDED`, `UNSUPPORTED_DATABASE`, `INVALID_OPTION`, and
 * `STORAGE_FAILED` when SQLite fails.
 */
export async function opfsSqlite({ name, directory, wasm }: OpfsSqliteOptions): Promise<SqliteDriver> {
  const folder = folderOf({ name, directory })
  assertInDedicatedWorker()
  const release = await holdDirectory(folder, AbortSignal.timeout(PATIENCE))
  try {
    const sqlite3 = await loadSqliteWasm(wasm)
    const pool = await openPool(sqlite3, folder, AbortSignal.timeout(PATIENCE))
    return open(pool, release)
  } catch (error) {
    release()
    throw error
  }
}

/** Only there do access handles exist: https://fs.spec.whatwg.org/#api-filesystemfilehandle-createsyncaccesshandle */
function assertInDedicatedWorker(): void {
  const { FileSystemFileHandle } = globalThis as { FileSystemFileHandle?: { readonly prototype: object } }
  if (FileSystemFileHandle !== undefined && 'createSyncAccessHandle' in FileSystemFileHandle.prototype) return
  throw new KvasirError(
    'UNAVAILABLE',
    'SQLite on OPFS runs in a dedicated worker of a page that was served over https or from localhost: call sqliteOnOpfs() on the page, which starts one.',
  )
}

function open(pool: SAHPoolUtil, release: () => void): SqliteDriver {
  const close = (): void => {
    try {
      pool.pauseVfs()
    } finally {
      release()
    }
  }
  try {
    return toDriver(pool, close)
  } catch (error) {
    close()
    throw toStorageFailed(error)
  }
}

function toDriver(pool: SAHPoolUtil, closed: () => void): SqliteDriver {
  // What a worker that ended in the middle of an export or import has left.
  for (const path of pool.getFileNames()) if (!path.startsWith(DATABASE)) pool.unlink(path)
  const database = withinQuota(() => new pool.OpfsSAHPoolDb(DATABASE))
  const driver: SqliteDriver = {
    name: 'sqlite-opfs',
    storage: 'opfs',
    file: opfsFile(pool, () => driver),
    exec: (sql) => void withinQuota(() => database.exec(sql)),
    prepare: (sql) => new OpfsStatement(withinQuota(() => database.prepare(sql))),
    // The locks of the pool keep all others out.
    watchOthers: () => () => {},
    close: () => {
      try {
        database.close()
      } finally {
        closed()
      }
    },
  }
  try {
    // First of all: a log without shared memory must have a single user. https://sqlite.org/wal.html#noshm
    driver.exec('PRAGMA locking_mode = EXCLUSIVE')
    readVersion(driver)
    driver.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = ${CACHE_SIZE}`)
    return driver
  } catch (error) {
    database.close()
    throw error
  }
}
