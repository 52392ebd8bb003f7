import { type Backend, syncStore } from '@kvasir/core'
import { PAGE } from '../workload.ts'
import type { Peer } from './peer.ts'

/** A synchronous store of Kvasir. */
export function kvasirSync(backend: Backend<'sync'>, name = 'Kvasir'): Peer {
  const users = syncStore(backend).namespace<string>('users')
  return {
    name,
    fill(keys, values) {
      users.putMany(keys.map((key, i) => [key, values[i]!]))
    },
    get(keys) {
      let sum = 0
      for (const key of keys) sum += users.get(key)!.length
      return sum
    },
    put(keys, values) {
      for (let i = 0; i < keys.length; i++) users.put(keys[i]!, values[i]!)
      return keys.length
    },
    page(prefixes) {
      let sum = 0
      for (const prefix of prefixes) {
        for (const { value } of users.list({ prefix, limit: PAGE }).entries) sum += value.length
      }
      return sum
    },
  }
}
