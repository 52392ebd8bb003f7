import type { Storage } from 'unstorage'
import { PAGE } from '../workload.ts'
import type { Peer } from './peer.ts'

/** unstorage over one of its drivers. A base of keys ends at a colon, so a prefix is a filter over all keys. */
export function unstorage(storage: Storage<string>, fill: Peer['fill'] = setEach(storage)): Peer {
  return {
    name: 'unstorage',
    fill,
    async get(keys) {
      let sum = 0
      for (const key of keys) sum += (await storage.getItem(key))!.length
      return sum
    },
    async put(keys, values) {
      for (let i = 0; i < keys.length; i++) await storage.setItem(keys[i]!, values[i]!)
      return keys.length
    },
    async putTogether(keys, values) {
      await Promise.all(keys.map((key, i) => storage.setItem(key, values[i]!)))
      return keys.length
    },
    async putMany(keys, values) {
      await storage.setItems(keys.map((key, i) => ({ key, value: values[i]! })))
      return keys.length
    },
    async page(prefixes) {
      let sum = 0
      for (const prefix of prefixes) {
        const found = (await storage.getKeys()).filter((key) => key.startsWith(prefix)).sort()
        for (const { value } of await storage.getItems<string>(found.slice(0, PAGE))) sum += value.length
      }
      return sum
    },
  }
}

function setEach(storage: Storage<string>): Peer['fill'] {
  return async (keys, values) => {
    for (let i = 0; i < keys.length; i++) await storage.setItem(keys[i]!, values[i]!)
  }
}
