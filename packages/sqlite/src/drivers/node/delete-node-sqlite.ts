/// <reference types="node" />
import { KvasirError } from '@kvasir/core'
import { existsSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { DatabaseSync } from 'node:sqlite'
import { toStorageFailed } from '../../failure.ts'

/**
 * Deletes a database file, with what SQLite keeps beside it; one that is not there is no error. Throws `BLOCKED` when a
 * connection has it open, whatever its process: that would go on writing into a file that nobody finds.
 */
export async function deleteNodeSqlite({ path }: { readonly path: string }): Promise<void> {
  if (existsSync(path)) refuseOpen(path)
  for (const file of [path, `${path}-wal`, `${path}-shm`]) await rm(file, { force: true })
}

function refuseOpen(path: string): void {
  const database = new DatabaseSync(path)
  try {
    // The one change for which nobody else may have the file open: https://sqlite.org/wal.html#persistence_of_wal_mode
    database.exec('PRAGMA journal_mode = DELETE')
  } catch (cause) {
    // What is no database, or a damaged one, nobody has open.
    if (toStorageFailed(cause).code !== 'BLOCKED') return
    const message = `The database file ${path} is open, here or in another process: close it, and delete it then.`
    throw new KvasirError('BLOCKED', message, { cause })
  } finally {
    database.close()
  }
}
