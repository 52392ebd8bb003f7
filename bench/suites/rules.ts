import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Backend, type NamespaceConfig, type SyncNamespace, syncStore } from '@kvasir/core'
import { live } from '@kvasir/core/live'
import { rules } from '@kvasir/core/rules'
import { memory } from '@kvasir/memory'
import { sqlite } from '@kvasir/sqlite'
import { nodeSqlite } from '@kvasir/sqlite/node'
import type { Contest, Result, Side } from '../measure/contest.ts'
import { sweepPauses } from '../measure/sweep-pauses.ts'
import { makeKeys, makeValues } from '../workload.ts'
import { written } from './suite.ts'

const COUNT = 10_000

/** What a put costs more than the plain one. */
const VARIANTS: readonly {
  readonly name: string
  readonly config: NamespaceConfig
  readonly watchers: number
}[] = [
  { name: 'history of 10', config: { history: 10 }, watchers: 0 },
  { name: 'limits', config: { maxEntries: 1e9, maxBytes: 1e12, maxValueBytes: 1e9 }, watchers: 0 },
  { name: '1 watcher', config: {}, watchers: 1 },
  { name: '10 watchers', config: {}, watchers: 10 },
  { name: '100 watchers', config: {}, watchers: 100 },
]

/** Namespaces with rules and watchers, against plain ones, and what a sweep does to a writer. */
export async function* rulesSuite(): AsyncGenerator<Contest | Result> {
  const folder = mkdtempSync(join(tmpdir(), 'kvasir-bench-'))
  let files = 0
  const file = (): Backend<'sync'> => sqlite(nodeSqlite({ path: join(folder, `${files++}.db`) }))
  try {
    for (const [engine, open] of [['memory', memory] as const, ['node:sqlite, a file', file] as const]) {
      for (const { name, config, watchers } of VARIANTS) {
        const title = `${engine}: put, ${written(COUNT)} keys, with ${name}`
        const plain = side('plain', namespaceOf(open(), {}, 0))
        const kvasir = side(name, namespaceOf(open(), config, watchers))
        yield { title, kvasir, peers: [plain], targets: [], keys: makeKeys(COUNT), operations: 250 }
      }
    }
    yield await sweepPauses('memory', memory())
    yield await sweepPauses('node:sqlite, a file', file())
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function namespaceOf(
  backend: Backend<'sync'>,
  config: NamespaceConfig,
  watchers: number,
): SyncNamespace<string> {
  const store = syncStore(backend, { rules, live })
  const users = store.createNamespace<string>('users', config)
  const values = makeValues(COUNT)
  users.putMany(makeKeys(COUNT).map((key, i) => [key, values[i]!]))
  for (let i = 0; i < watchers; i++) users.subscribe(() => undefined)
  return users
}

/** Puts one key after the other; then watchers have their turn. */
function side(name: string, users: SyncNamespace<string>): Side {
  return {
    name,
    async work(keys, values) {
      for (let i = 0; i < keys.length; i++) users.put(keys[i]!, values[i]!)
      await new Promise<void>((resolve) => setImmediate(resolve))
      return keys.length
    },
  }
}
