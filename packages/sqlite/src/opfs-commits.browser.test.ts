import type { RevisionScan, SetWrite } from '@kvasir/core'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { exportFile, importFile, sqlite, type SqliteBackend } from './index.ts'
import { sqliteOnOpfs } from './opfs.ts'
import { sqljs } from './sqljs.ts'

vi.setConfig({ testTimeout: 60_000 })

let directory: string
let backend: SqliteBackend<'async'>

const connect = (): Promise<SqliteBackend<'async'>> => sqliteOnOpfs({ name: 'notes', directory })

beforeEach(async () => {
  directory = `test-${crypto.randomUUID()}`
  backend = await connect()
})
afterEach(async () => {
  await backend.close()
  const root = await navigator.storage.getDirectory()
  await root.removeEntry(directory, { recursive: true })
})

function set(key: string): SetWrite {
  return {
    kind: 'set',
    space: 1,
    key,
    type: 'text',
    value: '',
    expiresAt: 0,
    writtenAt: 1,
    metadata: undefined,
  }
}

const put = (...keys: string[]) => backend.commit({ checks: [], writes: keys.map(set) })

const SCAN: RevisionScan = {
  space: 1,
  order: 'revision',
  after: 0,
  before: Infinity,
  limit: 100,
  reverse: false,
  select: 'heads',
}

const byRevision = async (): Promise<string[]> => (await backend.scan(SCAN)).map(({ key }) => key)

/** What is in the database, as another driver sees it. */
async function copyOf(): Promise<{ readonly indexes: number; readonly schema: unknown }> {
  const driver = await sqljs({ image: await new Response(exportFile(backend)).bytes() })
  const ask = (sql: string): unknown => driver.prepare(sql).get([])![0]
  const indexes = ask(`SELECT count(*) FROM sqlite_schema WHERE name = 'rows_by_revision'`) as number
  const schema = ask('PRAGMA schema_version')
  driver.close()
  return { indexes, schema }
}

test('the index by revision is made by the first scan that needs it, and survives a reopening', async () => {
  await put('b', 'a')
  expect((await copyOf()).indexes).toBe(0)
  expect(await byRevision()).toEqual(['b', 'a'])
  const made = await copyOf()
  expect(made.indexes).toBe(1)
  await backend.close()
  backend = await connect()
  await put('b')
  expect(await byRevision()).toEqual(['a', 'b'])
  expect(await copyOf()).toEqual(made)
})

test('a listener is told of commits and of a file that has replaced everything, until the end', async () => {
  const listener = vi.fn<() => void>()
  backend.onCommit(listener)
  await put('a')
  await backend.flush()
  expect(listener).toHaveBeenCalled()
  const other = sqlite(await sqljs())
  other.commit({ checks: [], writes: [set('theirs')] })
  listener.mockClear()
  await importFile(backend, exportFile(other))
  await backend.flush()
  expect(listener).toHaveBeenCalled()
  expect(await byRevision()).toEqual(['theirs'])
  await backend.close()
  expect(() => backend.onCommit(listener)).toThrow(expect.objectContaining({ code: 'CLOSED' }))
})
