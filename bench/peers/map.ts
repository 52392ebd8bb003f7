import { PAGE } from '../workload.ts'
import type { Peer } from './peer.ts'

/** A Map of the program's own; pages by looking at every key. */
export function bareMap(): Peer {
  const map = new Map<string, string>()
  return {
    name: 'Map',
    fill(keys, values) {
      keys.forEach((key, i) => map.set(key, values[i]!))
    },
    get(keys) {
      let sum = 0
      for (const key of keys) sum += map.get(key)!.length
      return sum
    },
    put(keys, values) {
      for (let i = 0; i < keys.length; i++) map.set(keys[i]!, values[i]!)
      return keys.length
    },
    page(prefixes) {
      let sum = 0
      for (const prefix of prefixes) {
        const found = [...map.keys()].filter((key) => key.startsWith(prefix)).sort()
        for (const key of found.slice(0, PAGE)) sum += map.get(key)!.length
      }
      return sum
    },
  }
}
