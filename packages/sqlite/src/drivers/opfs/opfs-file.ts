import { isKvasirError, KvasirError } from '@kvasir/core'
import type { SAHPoolUtil } from '@sqlite.org/sqlite-wasm'
import type { SqliteDriver } from '../../driver.ts'
import { toStorageFailed } from '../../failure.ts'
import { adopt, checkStaged } from '../../file/adopt.ts'
import { checkingHeader } from '../../file/check-header.ts'
import { PIECE_BYTES, type PullPiece, type SqliteFile, type SqliteImage } from '../../file/sqlite-file.ts'
import { OpfsStatement } from './opfs-statement.ts'
import { toQuotaExceeded, withinQuota } from './want-of-room.ts'

/** Places in the pool that one image may need: for itself and a journal. */
const FILES = 2

/** The file of the database of a driver. Images lie beside it in the pool for a while. */
export function opfsFile(pool: SAHPoolUtil, driverOf: () => SqliteDriver): SqliteFile {
  let images = 0
  const withRoom = async <T>(body: (path: string) => Promise<T>): Promise<T> => {
    try {
      await pool.reserveMinimumCapacity(pool.getFileCount() + FILES)
      return await body(`/image-${images++}`)
    } catch (error) {
      throw toFileFailure(error)
    }
  }
  return {
    take: () => withRoom((path) => take(pool, driverOf(), path)),
    replace: (pull) => withRoom((path) => replace(pool, driverOf(), path, pull)),
  }
}

async function take(pool: SAHPoolUtil, driver: SqliteDriver, path: string): Promise<SqliteImage> {
  try {
    driver.prepare('VACUUM INTO ?').run([path])
  } catch (error) {
    pool.unlink(path)
    throw error
  }
  const database = new pool.OpfsSAHPoolDb(path)
  const sizeOf = (what: string): number => database.selectValue(`PRAGMA ${what}`) as number
  const pageSize = sizeOf('page_size')
  const pages = sizeOf('page_count')
  // The pool reads a file whole or not at all; SQLite reads pages.
  const statement = new OpfsStatement(
    database.prepare('SELECT data FROM sqlite_dbpage WHERE pgno > ? AND pgno <= ? ORDER BY pgno'),
  )
  const atATime = Math.max(1, PIECE_BYTES / pageSize)
  let at = 0
  let isClosed = false
  return {
    bytes: pages * pageSize,
    read: async () => {
      if (isClosed || at >= pages) return undefined
      const read = statement.all([at, (at += atATime)]).map(([data]) => data as Uint8Array)
      const piece = new Uint8Array(read.length * pageSize)
      read.forEach((page, i) => piece.set(page, i * pageSize))
      return piece
    },
    close: async () => {
      if (isClosed) return
      isClosed = true
      database.close()
      pool.unlink(path)
    },
  }
}

async function replace(
  pool: SAHPoolUtil,
  driver: SqliteDriver,
  path: string,
  pull: PullPiece,
): Promise<void> {
  try {
    await pool.importDb(path, checkingHeader(pull))
    check(pool, path)
    adopt(driver, path)
  } finally {
    pool.unlink(path)
  }
}

function check(pool: SAHPoolUtil, path: string): void {
  const database = new pool.OpfsSAHPoolDb(path)
  try {
    checkStaged({
      exec: (sql) => void withinQuota(() => database.exec(sql)),
      prepare: (sql) => new OpfsStatement(withinQuota(() => database.prepare(sql))),
    })
  } finally {
    database.close()
  }
}

function toFileFailure(error: unknown): KvasirError {
  if (isKvasirError(error)) return error
  const full = toQuotaExceeded(error)
  if (full !== undefined) return full
  // It has looked at nothing but the header, which has been checked.
  if (error instanceof Error && /is not correct for an SQLite database/.test(error.message)) {
    return new KvasirError('DAMAGED', 'The file is cut: it does not consist of whole pages.', {
      cause: error,
    })
  }
  return toStorageFailed(error)
}
