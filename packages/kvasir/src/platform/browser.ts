import { KvasirError, toAsync } from '@kvasir/core'
import { memory } from '@kvasir/memory'
import { deleteData } from './browser/delete-data.ts'
import { openJournal, openSyncJournal } from './browser/open-journal.ts'
import { openOpfsFile } from './browser/open-opfs-file.ts'
import { join, lookAround, persist } from './browser/origin.ts'
import type { Address, OpenedBackend, Platform } from './platform.ts'

/** Browsers and workers. Engines are loaded when they are asked for. */
export const platform: Platform = {
  async openBackend(request): Promise<OpenedBackend> {
    refusePath(request)
    const { choice, name, clock } = request
    switch (choice) {
      case 'memory':
        return { backend: toAsync(memory()), why: 'Memory was asked for.', file: undefined }
      case 'indexeddb': {
        const { indexeddb } = await import('@kvasir/indexeddb')
        return {
          backend: indexeddb({ name, clock }),
          why: 'Rows in IndexedDB were asked for.',
          file: undefined,
        }
      }
      case 'opfs':
        return await openOpfsFile(request)
      case 'auto':
      case 'journal':
      case 'sqlite':
        return await openJournal(request)
    }
  },

  async openSyncBackend(request) {
    refusePath(request)
    return await openSyncJournal(request)
  },

  join,
  lookAround,
  persist,
  deleteData,
}

function refusePath({ path }: Address): void {
  if (path === undefined) return
  throw new KvasirError('INVALID_OPTION', 'A path is for Node; in a browser the name says where the data is.')
}
