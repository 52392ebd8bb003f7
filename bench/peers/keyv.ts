import { Keyv } from 'keyv'
import type { Peer } from './peer.ts'

/** Keyv over its own Map. */
export function keyv(): Peer {
  const keyv = new Keyv<string>()
  return {
    name: 'keyv',
    async fill(keys, values) {
      await keyv.setMany(keys.map((key, i) => ({ key, value: values[i]! })))
    },
    async get(keys) {
      let sum = 0
      for (const key of keys) sum += (await keyv.get(key))!.length
      return sum
    },
    async put(keys, values) {
      for (let i = 0; i < keys.length; i++) await keyv.set(keys[i]!, values[i]!)
      return keys.length
    },
  }
}
