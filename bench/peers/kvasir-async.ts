import { asyncStore, type Backend } from '@kvasir/core'
import { PAGE } from '../workload.ts'
import type { Peer } from './peer.ts'

const FILLED_AT_ONCE = 10_000

/** An asynchronous store of Kvasir. */
export function kvasirAsync(backend: Backend<'async'>, name = 'Kvasir'): Peer {
  const users = asyncStore(backend).namespace<string>('users')
  return {
    name,
    async fill(keys, values) {
      for (let i = 0; i < keys.length; i += FILLED_AT_ONCE) {
        await users.putMany(keys.slice(i, i + FILLED_AT_ONCE).map((key, j) => [key, values[i + j]!]))
      }
    },
    async get(keys) {
      let sum = 0
      for (const key of keys) sum += (await users.get(key))!.length
      return sum
    },
    async put(keys, values) {
      for (let i = 0; i < keys.length; i++) await users.put(keys[i]!, values[i]!)
      return keys.length
    },
    async putTogether(keys, values) {
      await Promise.all(keys.map((key, i) => users.put(key, values[i]!)))
      return keys.length
    },
    async putMany(keys, values) {
      await users.putMany(keys.map((key, i) => [key, values[i]!]))
      return keys.length
    },
    async page(prefixes) {
      let sum = 0
      for (const prefix of prefixes) {
        for (const { value } of (await users.list({ prefix, limit: PAGE })).entries) sum += value.length
      }
      return sum
    },
  }
}
