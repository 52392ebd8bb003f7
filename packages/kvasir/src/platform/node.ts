import { KvasirError, toAsync } from '@kvasir/core'
import { memory } from '@kvasir/memory'
import { sqlite, type SqliteBackend } from '@kvasir/sqlite'
import type * as sqliteInNode from '@kvasir/sqlite/node'
import { stat } from 'node:fs/promises'
import type { Platform } from './platform.ts'
import { settled } from './settled.ts'

/** Node: memory, or a SQLite file. */
export const platform: Platform = {
  async openBackend({ choice, name, path }) {
    if (choice === 'memory') {
      return { backend: toAsync(memory()), why: 'Memory was asked for.', file: undefined }
    }
    const why = choice === 'auto' ? 'Node has files.' : 'SQLite was asked for.'
    const backend = await openFile(choice, name, path)
    return { backend: toAsync(backend), why, file: backend.file }
  },

  async openSyncBackend({ choice, name, path }) {
    return settled(choice === 'memory' ? memory() : await openFile(choice, name, path))
  },

  // Who else has the file open nobody can tell.
  join: async () => () => undefined,

  async lookAround({ name, path = fileOf(name) }, { storage }) {
    const usage = storage === 'file' ? await sizeOf(path) : undefined
    return { persisted: storage === 'file', usage, quota: undefined, connections: undefined }
  },

  persist: async () => true,

  async deleteData({ name, path = fileOf(name) }) {
    const { deleteNodeSqlite } = await loadSqlite()
    await deleteNodeSqlite({ path })
  },
}

async function openFile(choice: string, name: string, path = fileOf(name)): Promise<SqliteBackend<'sync'>> {
  if (choice !== 'auto' && choice !== 'sqlite') {
    throw new KvasirError('UNAVAILABLE', `Node has no ${choice}; choose 'sqlite' for a file, or 'memory'.`)
  }
  const { nodeSqlite } = await loadSqlite()
  return sqlite(nodeSqlite({ path }))
}

async function loadSqlite(): Promise<typeof sqliteInNode> {
  try {
    return await import('@kvasir/sqlite/node')
  } catch (cause) {
    const message = `SQLite needs Node 22.13 or newer, and this is ${process.version}.`
    throw new KvasirError('UNAVAILABLE', message, { cause })
  }
}

function fileOf(name: string): string {
  return `${name}.sqlite`
}

async function sizeOf(path: string): Promise<number | undefined> {
  return await stat(path).then(
    ({ size }) => size,
    () => undefined,
  )
}
