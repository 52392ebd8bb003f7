import { toAsync } from '@kvasir/core'
import { memory } from '@kvasir/memory'
import { createStorage } from 'unstorage'
import unstorageMemory from 'unstorage/drivers/memory'
import type { Contest } from '../measure/contest.ts'
import { compete, fillAll } from '../peers/compete.ts'
import { keyv } from '../peers/keyv.ts'
import { kvasirAsync } from '../peers/kvasir-async.ts'
import { kvasirSync } from '../peers/kvasir-sync.ts'
import { lruCache } from '../peers/lru-cache.ts'
import { mapOfRows } from '../peers/map-of-rows.ts'
import { bareMap } from '../peers/map.ts'
import { memoryLevel, memoryLevelSync } from '../peers/memory-level.ts'
import type { Peer } from '../peers/peer.ts'
import { unstorage } from '../peers/unstorage.ts'
import { makeKeys, makePrefixes, makeValues } from '../workload.ts'
import { SIZES, written } from './suite.ts'

/** Stores that keep everything in memory, in Node. */
export async function* memorySuite(): AsyncGenerator<Contest> {
  for (const count of SIZES) {
    const keys = makeKeys(count)
    const kvasir = kvasirSync(memory())
    const peers: Peer[] = [
      bareMap(),
      mapOfRows(),
      lruCache(count),
      kvasirAsync(toAsync(memory()), 'Kvasir, asynchronous'),
      keyv(),
      unstorage(createStorage<string>({ driver: unstorageMemory() })),
      memoryLevel(),
      memoryLevelSync(),
    ]
    await fillAll([kvasir, ...peers], keys, makeValues(count))
    const title = (what: string): string => `memory: ${what}, ${written(count)} keys`
    const operations = 1_000
    yield compete(
      'get',
      kvasir,
      peers,
      { title: title('get'), keys, operations },
      {
        Map: 3,
        keyv: 1 / 8,
        unstorage: 1 / 8,
        'memory-level': 1 / 4,
      },
    )
    yield compete('put', kvasir, peers, { title: title('put'), keys, operations }, { Map: 4 })
  }
  yield await pages(SIZES[1])
}

/** Pages out of many keys, against others and against the same out of 1,000. */
async function pages(count: number): Promise<Contest> {
  const few = 1_000
  const small = kvasirSync(memory(), `Kvasir, ${written(few)} keys`)
  small.fill(makeKeys(few), makeValues(few))
  const prefixes = makePrefixes(few)
  const kvasir = kvasirSync(memory())
  const peers = [bareMap(), unstorage(createStorage<string>({ driver: unstorageMemory() })), memoryLevel()]
  await fillAll([kvasir, ...peers], makeKeys(count), makeValues(count))
  return compete(
    'page',
    kvasir,
    [...peers, { ...small, page: (_, values) => small.page!(prefixes, values) }],
    {
      title: `memory: page of 100 by prefix, ${written(count)} keys`,
      keys: makePrefixes(count),
      operations: prefixes.length,
    },
    { 'memory-level': 1 / 4, [small.name]: 5 },
  )
}
