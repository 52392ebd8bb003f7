import { Dexie } from 'dexie'
import { PAGE } from '../workload.ts'
import type { Peer } from './peer.ts'

/** Dexie with a table of values under keys of their own. */
export function dexie(name: string): Peer {
  const database = new Dexie(name)
  database.version(1).stores({ rows: '' })
  const table = database.table<string, string>('rows')
  const putMany = async (keys: readonly string[], values: readonly string[]): Promise<number> => {
    await table.bulkPut(values, keys)
    return keys.length
  }
  return {
    name: 'Dexie',
    async fill(keys, values) {
      await putMany(keys, values)
    },
    async get(keys) {
      let sum = 0
      for (const key of keys) sum += (await table.get(key))!.length
      return sum
    },
    async put(keys, values) {
      for (let i = 0; i < keys.length; i++) await table.put(values[i]!, keys[i]!)
      return keys.length
    },
    async putTogether(keys, values) {
      await Promise.all(keys.map((key, i) => table.put(values[i]!, key)))
      return keys.length
    },
    putMany,
    async page(prefixes) {
      let sum = 0
      for (const prefix of prefixes) {
        const found = await table.where(':id').startsWith(prefix).limit(PAGE).toArray()
        for (const value of found) sum += value.length
      }
      return sum
    },
  }
}
