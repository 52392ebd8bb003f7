import localforage from 'localforage'
import { PAGE } from '../workload.ts'
import type { Peer } from './peer.ts'
import { putAll, settled } from './raw-indexeddb.ts'

/** localForage on IndexedDB; it knows neither many keys at once nor an order. */
export function localForage(name: string): Peer {
  const forage = localforage.createInstance({ name, driver: localforage.INDEXEDDB })
  return {
    name: 'localForage',
    async fill(keys, values) {
      // 100,000 calls would take it minutes, so it gets its object store filled.
      await forage.ready()
      const database = await settled(indexedDB.open(name))
      await putAll(database, forage.config().storeName!, keys, values)
      database.close()
    },
    async get(keys) {
      let sum = 0
      for (const key of keys) sum += (await forage.getItem<string>(key))!.length
      return sum
    },
    async put(keys, values) {
      for (let i = 0; i < keys.length; i++) await forage.setItem(keys[i]!, values[i]!)
      return keys.length
    },
    async putTogether(keys, values) {
      await Promise.all(keys.map((key, i) => forage.setItem(key, values[i]!)))
      return keys.length
    },
    async page(prefixes) {
      let sum = 0
      for (const prefix of prefixes) {
        const found = (await forage.keys()).filter((key) => key.startsWith(prefix)).sort()
        const values = await Promise.all(found.slice(0, PAGE).map((key) => forage.getItem<string>(key)))
        for (const value of values) sum += value!.length
      }
      return sum
    },
  }
}
