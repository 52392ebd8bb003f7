import { indexeddb } from '@kvasir/indexeddb'
import { journal } from '@kvasir/journal'
import { memoryKind } from '@kvasir/memory'
import { Dexie } from 'dexie'
import type { Result, Times } from '../measure/contest.ts'
import type { CarriedStore, Carrier } from '../peers/carrier.ts'
import { dexieExport } from '../peers/dexie-export.ts'
import { kvasirTransfer } from '../peers/kvasir-transfer.ts'
import { makeKeys, makeValues, sample } from '../workload.ts'
import { written } from './suite.ts'

const COUNT = 100_000
/** Each takes seconds, so that the spread within one is small. */
const ROUNDS = 3

interface Side {
  readonly carrier: Carrier
  readonly full: CarriedStore
  readonly blob: Blob
  readonly exports: number[]
  readonly imports: number[]
}

/** Exports and imports in a browser, against the addon of Dexie. */
export async function* transferInChromiumSuite(): AsyncGenerator<Result> {
  const keys = makeKeys(COUNT)
  const values = makeValues(COUNT)
  const sides: Side[] = []
  for (const carrier of [
    kvasirTransfer('on IndexedDB', async (name) => indexeddb({ name }), remove),
    kvasirTransfer('memory with a journal', (name) => journal({ name, engine: memoryKind }), remove),
    dexieExport(),
  ]) {
    const full = await carrier.open(`full ${carrier.name}`)
    await full.fill(keys, values)
    // The first one warms up.
    sides.push({ carrier, full, blob: await full.toBlob(), exports: [], imports: [] })
  }
  for (let round = 0; round < ROUNDS; round++) {
    for (const { full, exports } of sample(sides, sides.length)) {
      exports.push(await nanosecondsOf(async () => void (await full.toBlob())))
    }
  }
  yield* toResults('exports', sides)
  for (let round = 0; round < ROUNDS; round++) {
    for (const side of sample(sides, sides.length)) side.imports.push(await measureImport(side, round))
  }
  yield* toResults('imports', sides)
  for (const { full } of sides) await full.remove()
}

async function measureImport({ carrier, blob }: Side, round: number): Promise<number> {
  const store = await carrier.open(`${carrier.name} ${round}`)
  const time = await nanosecondsOf(() => store.fromBlob(blob))
  const count = await store.count()
  if (count !== COUNT) throw new Error(`${carrier.name} has imported ${count} of ${COUNT} entries.`)
  await store.remove()
  return time
}

async function remove(database: string): Promise<void> {
  await Dexie.delete(database)
}

/** For an entry. */
async function nanosecondsOf(work: () => Promise<void>): Promise<number> {
  const start = performance.now()
  await work()
  return ((performance.now() - start) * 1e6) / COUNT
}

function toResults(what: 'exports' | 'imports', sides: readonly Side[]): Result[] {
  const dexie = sides.at(-1)!
  return sides.slice(0, -1).map((side) => toResult(what, side, dexie))
}

function toResult(what: 'exports' | 'imports', side: Side, dexie: Side): Result {
  const timesOf = (name: string, times: readonly number[]): Times => ({ name, times })
  return {
    title: `Transfer: ${what} of ${written(COUNT)} small entries, ${side.carrier.name}`,
    kvasir: timesOf('Kvasir', side[what]),
    peers: [timesOf(dexie.carrier.name, dexie[what])],
    targets: [],
  }
}
