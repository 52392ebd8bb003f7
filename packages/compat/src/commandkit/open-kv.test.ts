/// <reference types="node" />
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { asyncStore, syncStore, toAsync } from '@kvasir/core'
import { rich } from '@kvasir/core/rich'
import { memory } from '@kvasir/memory'
import { sqlite } from '@kvasir/sqlite'
import { nodeSqlite } from '@kvasir/sqlite/node'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { KV, openKV } from './index.ts'
import { platform as browser } from './platform/browser.ts'

let folder: string
let path: string
const before = process.cwd()

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kvasir-commandkit-'))
  path = join(folder, 'bot.db')
})
afterEach(() => {
  process.chdir(before)
  rmSync(folder, { recursive: true })
})

test('a KV without a path is in commandkit_kv.db', () => {
  process.chdir(folder)
  {
    using kv = openKV()
    kv.set('a', 1)
  }
  expect(existsSync(join(folder, 'commandkit_kv.db'))).toBe(true)
  using again = new KV('commandkit_kv.db')
  expect(again.get('a')).toBe(1)
})

test('what was set is there when the file is opened again, whatever the path is given as', () => {
  for (const source of [path, Buffer.from(path), pathToFileURL(path), new DatabaseSync(path)]) {
    using kv = openKV(source)
    kv.set('n', (kv.get('n') ?? 0) + 1)
  }
  using kv = openKV(path)
  expect(kv.get('n')).toBe(4)
})

test('a KV in memory leaves nothing behind', () => {
  process.chdir(folder)
  {
    using kv = openKV(':memory:', { namespace: 'users' })
    kv.set('a', 1)
    expect(kv.getCurrentNamespace()).toBe('users')
  }
  using again = openKV(':memory:')
  expect([again.namespaces(), existsSync(':memory:')]).toEqual([[], false])
})

test('two KVs on one file see each other’s entries, and those of other faces', () => {
  using a = openKV(path)
  using b = openKV(path)
  a.set('k', [new Date(1), 2n])
  expect(b.get('k')).toEqual([new Date(1), 2n])
  using store = syncStore(sqlite(nodeSqlite({ path })), { rich })
  const namespace = store.namespace('commandkit_kv')
  expect(namespace.get('k')).toEqual([new Date(1), 2n])
  namespace.put('j', 1)
  expect(a.keys()).toEqual(['k', 'j'])
})

test('a file journals ahead of its writes unless that is not wanted', () => {
  const journalOf = (file: string): unknown => {
    const database = new DatabaseSync(file)
    const row = database.prepare('PRAGMA journal_mode').get()
    database.close()
    return row?.['journal_mode']
  }
  openKV(path, { namespace: 'users' }).close()
  const other = join(folder, 'other.db')
  openKV(other, { enableWAL: false }).close()
  expect([journalOf(path), journalOf(other)]).toEqual(['wal', 'delete'])
})

test('a KV that cannot be opened leaves its file closed', () => {
  expect(() => openKV(path, { namespace: '\ud800' })).toThrow(
    expect.objectContaining({ code: 'INVALID_NAMESPACE' }),
  )
  expect(existsSync(`${path}-wal`)).toBe(false)
})

test('a KV tells its connection where it has one', () => {
  const kv = openKV(path)
  expect(kv.getDatabase()).toBeInstanceOf(DatabaseSync)
  kv.getDatabase().close()
  expect(kv.isOpen()).toBe(false)
  kv.close()
  expect(() => openKV(syncStore(memory())).getDatabase()).toThrow('no DatabaseSync')
})

test.each<[string, (folder: string) => unknown, string]>([
  ['in a folder that is not there', (parent) => openKV(join(parent, 'none', 'bot.db')), 'unable to open'],
  ['without a name', () => openKV(''), 'empty'],
  ['that is a number', () => openKV(5 as never), 'path'],
  ['that is nothing', () => openKV(null as never), 'path'],
  ['that is a namespace', () => openKV(syncStore(memory()).namespace('n') as never), 'give the store'],
  ['that answers with promises', () => openKV(asyncStore(toAsync(memory())) as never), 'synchronous'],
])('what is refused when a KV is opened: a file %s', (_, open, message) => {
  expect(() => open(folder)).toThrow(message)
})

test('what has expired is removed from the file by and by, without anybody asking', async () => {
  vi.useFakeTimers()
  try {
    using kv = openKV(path)
    kv.setex('a', 1, 1000)
    kv.set('b', 1)
    await vi.advanceTimersByTimeAsync(3 * 60_000)
    const database = new DatabaseSync(path)
    expect(database.prepare("SELECT key FROM rows WHERE key IN ('a', 'b')").all()).toMatchObject([
      { key: 'b' },
    ])
    database.close()
  } finally {
    vi.useRealTimers()
  }
})

test('the database of another application is refused, and stays as it is', () => {
  const foreign = new DatabaseSync(path)
  foreign.exec('CREATE TABLE t (x); INSERT INTO t VALUES (1)')
  expect(() => openKV(path)).toThrow(expect.objectContaining({ code: 'UNSUPPORTED_DATABASE' }))
  expect(() => openKV(foreign)).toThrow(expect.objectContaining({ code: 'UNSUPPORTED_DATABASE' }))
  expect(foreign.prepare('SELECT count(*) AS n FROM t').get()).toEqual({ n: 1 })
  foreign.close()
})

test('a browser opens memory, and says what to do about a file', () => {
  expect(browser.open(':memory:', {}).backend.name).toBe('memory')
  expect(() => browser.open('bot.db', {})).toThrow(
    expect.objectContaining({ code: 'UNAVAILABLE', message: expect.stringContaining('openSyncStore') }),
  )
})
