import { memory } from '@kvasir/memory'
import type { Contest } from '../measure/contest.ts'
import { compete, fillAll } from '../peers/compete.ts'
import { kvasirSync } from '../peers/kvasir-sync.ts'
import { mapOfRows } from '../peers/map-of-rows.ts'
import { bareMap } from '../peers/map.ts'
import { makeKeys, makeValues } from '../workload.ts'
import { SIZES, written } from './suite.ts'

/** The store in memory against a Map, in Chromium. */
export async function* memoryInChromiumSuite(): AsyncGenerator<Contest> {
  for (const count of SIZES) {
    const keys = makeKeys(count)
    const kvasir = kvasirSync(memory())
    const peers = [bareMap(), mapOfRows()]
    await fillAll([kvasir, ...peers], keys, makeValues(count))
    const rest = (what: string): Pick<Contest, 'title' | 'keys' | 'operations'> => {
      return { title: `memory in Chromium: ${what}, ${written(count)} keys`, keys, operations: 1_000 }
    }
    yield compete('get', kvasir, peers, rest('get'), { Map: 3 })
    yield compete('put', kvasir, peers, rest('put'), { Map: 4 })
  }
}
