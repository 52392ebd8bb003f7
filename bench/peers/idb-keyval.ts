import { createStore, entries, get, set, setMany } from 'idb-keyval'
import { PAGE } from '../workload.ts'
import type { Peer } from './peer.ts'

/** idb-keyval; a prefix is a filter over all entries, which come in the order of their keys. */
export function idbKeyval(database: string): Peer {
  const store = createStore(database, 'keyval')
  const putMany = async (keys: readonly string[], values: readonly string[]): Promise<number> => {
    await setMany(
      keys.map((key, i) => [key, values[i]!]),
      store,
    )
    return keys.length
  }
  return {
    name: 'idb-keyval',
    async fill(keys, values) {
      await putMany(keys, values)
    },
    async get(keys) {
      let sum = 0
      for (const key of keys) sum += (await get<string>(key, store))!.length
      return sum
    },
    async put(keys, values) {
      for (let i = 0; i < keys.length; i++) await set(keys[i]!, values[i]!, store)
      return keys.length
    },
    async putTogether(keys, values) {
      await Promise.all(keys.map((key, i) => set(key, values[i]!, store)))
      return keys.length
    },
    putMany,
    async page(prefixes) {
      let sum = 0
      for (const prefix of prefixes) {
        const found = (await entries<string, string>(store))
          .filter(([key]) => key.startsWith(prefix))
          .sort(([a], [b]) => (a < b ? -1 : 1))
        for (const [, value] of found.slice(0, PAGE)) sum += value.length
      }
      return sum
    },
  }
}
