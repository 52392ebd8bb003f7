import { KvasirError, toAsync } from '@kvasir/core'
import { indexeddb } from '@kvasir/indexeddb'
import { memory } from '@kvasir/memory'
import type { OpenBackend } from './platform.ts'

export const openBackend: OpenBackend = async ({ choice, name, path, wasm }) => {
  if (path !== undefined) {
    throw new KvasirError(
      'INVALID_OPTION',
      'A path is for Node; in a browser the name says where the data is.',
    )
  }
  switch (choice) {
    case 'memory':
      return toAsync(memory())
    case 'sqlite': {
      const { sqljsInIndexedDb } = await import('@kvasir/sqlite/browser')
      return sqljsInIndexedDb({ name: `${name}.sqlite`, ...(wasm !== undefined && { wasm }) })
    }
    case 'auto':
    case 'indexeddb':
      return indexeddb({ name })
  }
}
