import { LRUCache } from 'lru-cache'
import type { Peer } from './peer.ts'

/** lru-cache with room for everything. It has no order by key. */
export function lruCache(max: number): Peer {
  const cache = new LRUCache<string, string>({ max })
  return {
    name: 'lru-cache',
    fill(keys, values) {
      keys.forEach((key, i) => cache.set(key, values[i]!))
    },
    get(keys) {
      let sum = 0
      for (const key of keys) sum += cache.get(key)!.length
      return sum
    },
    put(keys, values) {
      for (let i = 0; i < keys.length; i++) cache.set(keys[i]!, values[i]!)
      return keys.length
    },
  }
}
