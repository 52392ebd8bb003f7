import { KvasirError, toAsync } from '@kvasir/core'
import { memory } from '@kvasir/memory'
import { sqlite } from '@kvasir/sqlite'
import type { OpenBackend } from './platform.ts'

export const openBackend: OpenBackend = async ({ choice, name, path }) => {
  switch (choice) {
    case 'memory':
      return toAsync(memory())
    case 'indexeddb':
      throw new KvasirError('UNAVAILABLE', "Node has no IndexedDB; choose 'sqlite' for a file, or 'memory'.")
    case 'auto':
    case 'sqlite': {
      const { nodeSqlite } = await import('@kvasir/sqlite/node').catch((cause: unknown) => {
        throw new KvasirError(
          'UNAVAILABLE',
          `SQLite needs Node 22.13 or newer, and this is ${process.version}.`,
          { cause },
        )
      })
      return toAsync(sqlite(nodeSqlite({ path: path ?? `${name}.sqlite` })))
    }
  }
}
