/// <reference types="node" />
import { type FileHandle, mkdtemp, open, rm } from 'node:fs/promises'
import { DatabaseSync } from 'node:sqlite'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { SqliteDriver } from '../../driver.ts'
import { toStorageFailed } from '../../failure.ts'
import { adopt, checkStaged } from '../../file/adopt.ts'
import { checkingHeader } from '../../file/check-header.ts'
import { PIECE_BYTES, type PullPiece, type SqliteFile, type SqliteImage } from '../../file/sqlite-file.ts'
import { NodeStatement } from './node-statement.ts'

/** The file of the database at `path`. Images lie beside it for a while, and in the system's folder without a path. */
export function nodeFile(driverOf: () => SqliteDriver, path: string): SqliteFile {
  const folder = path === ':memory:' ? tmpdir() : dirname(path)
  return {
    take: () => failing(() => take(driverOf(), folder)),
    replace: (pull) => failing(() => replace(driverOf(), pull, folder)),
  }
}

async function take(driver: SqliteDriver, parent: string): Promise<SqliteImage> {
  const folder = await mkdtemp(join(parent, '.kvasir-export-'))
  let file: FileHandle | undefined
  const close = async (): Promise<void> => {
    await file?.close()
    file = undefined
    await rm(folder, { recursive: true, force: true })
  }
  try {
    const path = join(folder, 'image.sqlite')
    driver.prepare('VACUUM INTO ?').run([path])
    file = await open(path)
    const { size } = await file.stat()
    return { bytes: size, read: () => failing(() => read(file)), close }
  } catch (error) {
    await close()
    throw error
  }
}

async function read(file: FileHandle | undefined): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const piece = new Uint8Array(PIECE_BYTES)
  const bytesRead = file === undefined ? 0 : (await file.read(piece)).bytesRead
  return bytesRead === 0 ? undefined : piece.slice(0, bytesRead)
}

async function replace(driver: SqliteDriver, pull: PullPiece, parent: string): Promise<void> {
  const folder = await mkdtemp(join(parent, '.kvasir-import-'))
  try {
    const path = join(folder, 'image.sqlite')
    await write(path, checkingHeader(pull))
    check(path)
    adopt(driver, path)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function write(path: string, pull: PullPiece): Promise<void> {
  const file = await open(path, 'w')
  try {
    for (let piece = await pull(); piece !== undefined; piece = await pull()) await file.writeFile(piece)
  } finally {
    await file.close()
  }
}

function check(path: string): void {
  const database = new DatabaseSync(path)
  try {
    checkStaged({
      exec: (sql) => database.exec(sql),
      prepare: (sql) => new NodeStatement(database.prepare(sql)),
    })
  } finally {
    database.close()
  }
}

async function failing<T>(body: () => Promise<T>): Promise<T> {
  try {
    return await body()
  } catch (error) {
    throw toStorageFailed(error)
  }
}
