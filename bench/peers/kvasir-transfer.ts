import { asyncStore, type Backend } from '@kvasir/core'
import { exportStore, importStore } from '@kvasir/transfer'
import type { Carrier } from './carrier.ts'

const FILLED_AT_ONCE = 10_000

/** An asynchronous store of Kvasir, opened and deleted in the way of its backend. */
export function kvasirTransfer(
  name: string,
  open: (database: string) => Promise<Backend<'async'>>,
  remove: (database: string) => Promise<void>,
): Carrier {
  return {
    name,
    async open(database) {
      const store = asyncStore(await open(database))
      const users = store.namespace<string>('users')
      return {
        async fill(keys, values) {
          for (let i = 0; i < keys.length; i += FILLED_AT_ONCE) {
            await users.putMany(keys.slice(i, i + FILLED_AT_ONCE).map((key, j) => [key, values[i + j]!]))
          }
        },
        toBlob: () => new Response(exportStore(store)).blob(),
        async fromBlob(blob) {
          await importStore(store, blob)
        },
        count: () => users.count(),
        async remove() {
          await store.close()
          await remove(database)
        },
      }
    },
  }
}
