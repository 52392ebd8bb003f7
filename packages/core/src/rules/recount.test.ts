import { memory } from '@kvasir/memory'
import { expect, test } from 'vitest'
import { rules } from '../rules.ts'
import { syncStore } from '../shell/store.ts'

test('nothing is evicted for what a backend has removed by itself', () => {
  let now = 0
  const backend = memory()
  const store = syncStore(backend, { clock: () => now, rules })
  const kv = store.createNamespace<number>('kv', { maxEntries: 3, eviction: 'oldest' })
  for (const key of ['a', 'b', 'c']) kv.put(key, 1)
  kv.put('d', 1, { ttl: 10 })
  now = 60_000
  // As it does when there is no room.
  const [row] = backend.scan({ order: 'expiry', space: 4, until: now, limit: 1, select: 'heads' })
  backend.commit({ checks: [], writes: [{ kind: 'delete', space: 4, key: row?.key ?? '' }] })
  expect([...kv.keys()]).toEqual(['b', 'c'])
  kv.put('e', 1)
  expect([...kv.keys()]).toEqual(['b', 'c', 'e'])
  kv.put('f', 1)
  expect([...kv.keys()]).toEqual(['c', 'e', 'f'])
})
