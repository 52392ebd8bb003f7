import type { Contest } from '../measure/contest.ts'
import { compete, fillAll } from '../peers/compete.ts'
import type { Peer } from '../peers/peer.ts'
import { makeKeys, makePrefixes, makeValues } from '../workload.ts'
import { SIZES, written } from './suite.ts'

/** Kvasir, and the same statements on the same schema by hand. */
export interface Pair {
  readonly kvasir: Peer
  readonly byHand: Peer
}

/** A driver of SQLite against its bare statements. */
export async function* sqliteContests(
  driver: string,
  open: () => Pair | Promise<Pair>,
): AsyncGenerator<Contest> {
  for (const count of SIZES) {
    const { kvasir, byHand } = await open()
    const keys = makeKeys(count)
    await fillAll([kvasir, byHand], keys, makeValues(count))
    const rest = (what: string): Pick<Contest, 'title' | 'keys' | 'operations'> => {
      return { title: `${driver}: ${what}, ${written(count)} keys`, keys, operations: 1_000 }
    }
    yield compete('get', kvasir, [byHand], rest('get'), { 'by hand': 1.3 })
    yield compete('put', kvasir, [byHand], rest('put'), { 'by hand': 1.3 })
    if (count === SIZES[1]) {
      const prefixes = { keys: makePrefixes(count), operations: 20 }
      yield compete('page', kvasir, [byHand], { ...rest('page of 100 by prefix'), ...prefixes })
    }
  }
}
