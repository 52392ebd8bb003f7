import { type Journal, journal } from '@kvasir/journal'
import { opfsStorage } from '@kvasir/journal/opfs'
import { memoryKind } from '@kvasir/memory'
import { sqljsKind } from '@kvasir/sqlite/sqljs'
import type { Contest } from '../measure/contest.ts'
import { compete, fillAll } from '../peers/compete.ts'
import { idbKeyval } from '../peers/idb-keyval.ts'
import { kvasirAsync } from '../peers/kvasir-async.ts'
import { makeKeys, makeValues } from '../workload.ts'
import { written } from './suite.ts'

const COUNT = 100_000
const KINDS = { memory: memoryKind, 'sql.js': sqljsKind() }

/** Journals in OPFS, whose files a dedicated worker writes by itself; idb-keyval is in the same worker. */
export async function* journalInWorkerSuite(): AsyncGenerator<Contest> {
  const keys = makeKeys(COUNT)
  const idb = idbKeyval('idb-keyval in a worker')
  await fillAll([idb], keys, makeValues(COUNT))
  for (const [name, engine] of Object.entries(KINDS)) {
    const database = `worker ${name}`
    const backend: Journal = await journal({
      name: database,
      engine,
      storage: opfsStorage({ name: database }),
    })
    const kvasir = kvasirAsync(backend)
    await kvasir.fill(keys, makeValues(COUNT))
    const rest = (what: string, operations: number): Pick<Contest, 'title' | 'keys' | 'operations'> => {
      return {
        title: `In a worker, journal of ${name} in OPFS: ${what}, ${written(COUNT)} keys`,
        keys,
        operations,
      }
    }
    yield compete('put', kvasir, [idb], rest('put', 25), { 'idb-keyval': 1 / 3 })
    yield compete('putTogether', kvasir, [idb], rest('1,000 puts at once', 1_000))
    await backend.close()
  }
}
