import { indexeddb } from '@kvasir/indexeddb'
import { createStorage } from 'unstorage'
import unstorageIndexedDb from 'unstorage/drivers/indexedb'
import type { Contest } from '../measure/contest.ts'
import { compete, fillAll } from '../peers/compete.ts'
import { dexie } from '../peers/dexie.ts'
import { idbKeyval } from '../peers/idb-keyval.ts'
import { kvasirAsync } from '../peers/kvasir-async.ts'
import { localForage } from '../peers/local-forage.ts'
import type { Peer } from '../peers/peer.ts'
import { rawIndexedDb } from '../peers/raw-indexeddb.ts'
import { unstorage } from '../peers/unstorage.ts'
import { makeKeys, makePrefixes, makeValues } from '../workload.ts'
import { SIZES, written } from './suite.ts'

/** Stores that keep a row for each key in IndexedDB. */
export async function* indexedDbSuite(): AsyncGenerator<Contest> {
  for (const count of SIZES) {
    const keys = makeKeys(count)
    const kvasir = kvasirAsync(indexeddb({ name: `kvasir ${count}` }))
    const peers: Peer[] = [
      idbKeyval(`idb-keyval ${count}`),
      await rawIndexedDb(`by hand ${count}`),
      dexie(`dexie ${count}`),
      unstorageOnIndexedDb(`unstorage ${count}`),
      localForage(`localforage ${count}`),
    ]
    await fillAll([kvasir, ...peers], keys, makeValues(count))
    const rest = (what: string, operations: number): Pick<Contest, 'title' | 'keys' | 'operations'> => {
      return { title: `IndexedDB: ${what}, ${written(count)} keys`, keys, operations }
    }
    yield compete('get', kvasir, peers, rest('get', 25), { 'idb-keyval': 1.3 })
    yield compete('put', kvasir, peers, rest('put', 25), { 'idb-keyval': 1.3 })
    yield compete('putTogether', kvasir, peers, rest('1,000 puts at once', 1_000), { 'idb-keyval': 1 / 3 })
    yield compete('putMany', kvasir, peers, rest('putMany of 1,000', 1_000), { 'idb-keyval': 1.3 })
    if (count === SIZES[1]) {
      const prefixes = { keys: makePrefixes(count), operations: 1 }
      yield compete(
        'page',
        kvasir,
        peers,
        { ...rest('page of 100 by prefix', 1), ...prefixes },
        { 'idb-keyval': 1 / 100 },
      )
    }
  }
}

/** The driver keeps its keys as idb-keyval does, which can fill it faster. */
function unstorageOnIndexedDb(name: string): Peer {
  const driver = unstorageIndexedDb({ dbName: name, storeName: 'keyval' })
  return unstorage(createStorage<string>({ driver }), idbKeyval(name).fill)
}
