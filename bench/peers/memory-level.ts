import { MemoryLevel } from 'memory-level'
import { afterPrefix, PAGE } from '../workload.ts'
import type { Peer } from './peer.ts'

export function memoryLevel(): Peer {
  const level = new MemoryLevel<string, string>()
  return {
    name: 'memory-level',
    async fill(keys, values) {
      await level.batch(keys.map((key, i) => ({ type: 'put', key, value: values[i]! })))
    },
    async get(keys) {
      let sum = 0
      for (const key of keys) sum += (await level.get(key))!.length
      return sum
    },
    async put(keys, values) {
      for (let i = 0; i < keys.length; i++) await level.put(keys[i]!, values[i]!)
      return keys.length
    },
    async page(prefixes) {
      let sum = 0
      for (const prefix of prefixes) {
        const page = await level.iterator({ gte: prefix, lt: afterPrefix(prefix), limit: PAGE }).all()
        for (const [, value] of page) sum += value.length
      }
      return sum
    },
  }
}

/** The one synchronous method that abstract-level has. */
export function memoryLevelSync(): Peer {
  const level = new MemoryLevel<string, string>()
  return {
    name: 'memory-level, getSync',
    async fill(keys, values) {
      await level.batch(keys.map((key, i) => ({ type: 'put', key, value: values[i]! })))
    },
    get(keys) {
      let sum = 0
      for (const key of keys) sum += level.getSync(key)!.length
      return sum
    },
  }
}
