import { mkdtempSync, openAsBlob, rmSync } from 'node:fs'
import { open as openFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type SyncStore, syncStore } from '@kvasir/core'
import { sqlite } from '@kvasir/sqlite'
import { nodeSqlite } from '@kvasir/sqlite/node'
import { copy, exportStore, type Format, importStore } from '@kvasir/transfer'
import type { Result } from '../measure/contest.ts'
import { written } from './suite.ts'

const COUNT = 1_000_000
const MEGABYTE = 1 << 20
/** What carrying a store elsewhere may take beside it. */
const MOST_MEMORY = 200 * MEGABYTE

/** Exports, imports and copies of many small entries, and the memory that they take beside the store. */
export async function* transferSuite(): AsyncGenerator<Result> {
  const folder = mkdtempSync(join(tmpdir(), 'kvasir-bench-'))
  let files = 0
  const open = (): SyncStore => syncStore(sqlite(nodeSqlite({ path: join(folder, `${files++}.db`) })))
  try {
    const store = open()
    fill(store)
    for (const format of ['jsonl', 'json'] as const)
      yield* throughFile(store, format, join(folder, format), open)
    const target = open()
    yield await measured('copy', async (look) => void (await copy(store, target, { onProgress: look })))
    target.close()
    store.close()
  } finally {
    rmSync(folder, { recursive: true })
  }
}

async function* throughFile(
  store: SyncStore,
  format: Format,
  path: string,
  open: () => SyncStore,
): AsyncGenerator<Result> {
  yield await measured(`export as ${format}`, async (look) => {
    const file = exportStore(store, { format, namespaces: ['users'], onProgress: look })
    await using out = await openFile(path, 'w')
    for await (const chunk of file) await out.write(chunk)
  })
  const target = open()
  yield await measured(`import of ${format}`, async (look) => {
    const { created } = await importStore(target, await openAsBlob(path), { into: 'users', onProgress: look })
    if (created !== COUNT) throw new Error(`Of ${COUNT} entries ${created} have come.`)
  })
  target.close()
}

function fill(store: SyncStore): void {
  const users = store.namespace<string>('users')
  for (let i = 0; i < COUNT; i += 1_000) {
    users.putMany(
      Array.from(
        { length: 1_000 },
        (_, j) => [`user:${String(i + j).padStart(7, '0')}`, `text ${i + j}`] as const,
      ),
    )
  }
}

/** Does it once, as it takes long enough, and looks at the memory as it goes on. */
async function measured(what: string, work: (look: () => void) => Promise<void>): Promise<Result> {
  const before = process.memoryUsage.rss()
  let peak = before
  const look = (): void => {
    peak = Math.max(peak, process.memoryUsage.rss())
  }
  const start = performance.now()
  await work(look)
  const time = ((performance.now() - start) * 1e6) / COUNT
  const memory = Math.round((peak - before) / MEGABYTE)
  const rate = written(Math.round(1e9 / time))
  const title = `transfer: ${what}, ${written(COUNT)} small entries in SQLite files: ${rate} a second, at the most ${memory} MB more`
  if (peak - before > MOST_MEMORY) throw new Error(`${title}: too much.`)
  return { title, kvasir: { name: 'Kvasir', times: [time] }, peers: [], targets: [] }
}
