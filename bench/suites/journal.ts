import { asyncStore, type EngineKind, type NamespaceConfig } from '@kvasir/core'
import { type Checkpoint, type Journal, journal } from '@kvasir/journal'
import { opfsStorage } from '@kvasir/journal/opfs'
import { memoryKind } from '@kvasir/memory'
import { sqljsKind } from '@kvasir/sqlite/sqljs'
import type { Contest, Result } from '../measure/contest.ts'
import { withLimit } from '../measure/run-contest.ts'
import { compete, fillAll } from '../peers/compete.ts'
import { idbKeyval } from '../peers/idb-keyval.ts'
import { kvasirAsync } from '../peers/kvasir-async.ts'
import type { Peer } from '../peers/peer.ts'
import { makeKeys, makePrefixes, makeValues } from '../workload.ts'
import { written } from './suite.ts'

const COUNT = 100_000
const MEGABYTE = 1e6

/** An engine with a journal, and what is asked of it against idb-keyval. */
interface Subject {
  readonly name: string
  readonly kind: EngineKind
  /** How many times faster it is to be at the least. */
  readonly get: number
  readonly putTogether: number
  readonly page: number
}

const SUBJECTS: readonly Subject[] = [
  { name: 'memory', kind: memoryKind, get: 50, putTogether: 50, page: 1_000 },
  { name: 'sql.js', kind: sqljsKind(), get: 40, putTogether: 20, page: 1_000 },
]

/** Engines in memory that a journal makes durable. */
export async function* journalSuite(): AsyncGenerator<Contest | Result> {
  const keys = makeKeys(COUNT)
  const values = makeValues(COUNT)
  const idb = idbKeyval('idb-keyval journal')
  await fillAll([idb], keys, values)
  for (const subject of SUBJECTS) {
    const { name, kind } = subject
    const database = `journal ${name}`
    const backend = await journal({ name: database, engine: kind })
    const kvasir = kvasirAsync(backend)
    await kvasir.fill(keys, values)
    const rest = (what: string, operations: number): Pick<Contest, 'title' | 'keys' | 'operations'> => {
      return { title: `Journal of ${name}: ${what}, ${written(COUNT)} keys`, keys, operations }
    }
    yield compete('get', kvasir, [idb], rest('get', 25), { 'idb-keyval': 1 / subject.get })
    yield compete('put', kvasir, [idb], rest('put in IndexedDB', 25), { 'idb-keyval': 1.3 })
    const inOpfs = kvasirAsync(await openInOpfs(`${database} in OPFS`, kind))
    await inOpfs.fill(keys, values)
    yield compete('put', inOpfs, [idb], rest('put in OPFS, by a helper worker', 25))
    yield compete('putTogether', kvasir, [idb], rest('1,000 puts at once', 1_000), {
      'idb-keyval': 1 / subject.putTogether,
    })
    const prefixes = { keys: makePrefixes(COUNT), operations: 1 }
    yield compete(
      'page',
      kvasir,
      [idb],
      { ...rest('page of 100 by prefix', 1), ...prefixes },
      {
        'idb-keyval': 1 / subject.page,
      },
    )
    await backend.close()
    const reopen = async (): Promise<number> => {
      const again = await journal({ name: database, engine: kind })
      await again.close()
      return 1
    }
    yield { ...rest('open', 1), kvasir: { name: 'Kvasir', work: reopen }, peers: [], targets: [], limit: 500 }
    yield await measurePause(subject)
    yield await measurePause(subject, { compression: true })
  }
  yield await compareSizes(sqljsKind())
}

async function openInOpfs(name: string, engine: EngineKind): Promise<Journal> {
  return await journal({ name, engine, storage: opfsStorage({ name }) })
}

/** A put into a large database against one into a small one. */
async function compareSizes(kind: EngineKind): Promise<Contest> {
  const sized = async (megabytes: number): Promise<Peer> => {
    const peer = kvasirAsync(await journal({ name: `sql.js ${megabytes}`, engine: kind }), `${megabytes} MB`)
    const count = megabytes * 2_000
    await peer.fill(makeKeys(count), textsOf(count))
    return peer
  }
  const small = await sized(1)
  return compete(
    'put',
    await sized(100),
    [small],
    {
      title: 'Journal of sql.js: put into 100 MB against one into 1 MB',
      keys: makeKeys(1_000),
      operations: 25,
    },
    { '1 MB': 1.5 },
  )
}

/** For how long a checkpoint of 30 MB keeps the page from doing anything else at a time. */
async function measurePause({ name, kind }: Subject, config: NamespaceConfig = {}): Promise<Result> {
  const { promise, resolve } = Promise.withResolvers<Checkpoint>()
  const checkpoints = { logBytes: 30 * MEGABYTE, onCheckpoint: resolve }
  const compressed = config.compression === true ? 'compressed ' : ''
  const backend = await journal({ name: `pause ${compressed}${name}`, engine: kind, checkpoints })
  const store = asyncStore(backend)
  await store.createNamespace('users', config)
  const users = store.namespace<string>('users')
  const keys = makeKeys(62_000)
  const texts = textsOf(keys.length)
  for (let i = 0; i < keys.length; i += 1_000) {
    await users.putMany(keys.slice(i, i + 1_000).map((key, j) => [key, texts[i + j]!]))
  }
  const checkpoint = await promise
  if (!checkpoint.ok) throw checkpoint.error
  await backend.close()
  const megabytes = Math.round(checkpoint.bytes / MEGABYTE)
  return withLimit(
    {
      title: `Journal of ${name}: longest pause for a ${compressed}checkpoint of 31 MB, which is ${megabytes} MB`,
      kvasir: { name: 'Kvasir', times: [checkpoint.longestPause * 1e6] },
      peers: [],
      targets: [],
    },
    50,
  )
}

/** Texts of 500 bytes, of which SQLite has eight in a page. */
function textsOf(count: number): string[] {
  return makeValues(count).map((value) => value.padEnd(500, 'kvasir '))
}
