import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type BackendChoice, openStore, openSyncStore } from './index.ts'

let folder: string
const home = process.cwd()

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kvasir-'))
  process.chdir(folder)
})

afterEach(() => {
  process.chdir(home)
  rmSync(folder, { recursive: true })
})

const failure = (code: string): Error => expect.objectContaining({ code })

test('without options it is a SQLite file in the working directory, which is there again', async () => {
  const value = { since: new Date(0), tags: new Set(['a']) }
  await using first = await openStore()
  expect(first.backend.name).toBe('node-sqlite')
  await first.namespace('n').put('k', value)
  await first.close()
  expect(existsSync(join(folder, 'kvasir.sqlite'))).toBe(true)
  await using second = await openStore()
  expect(await second.namespace('n').get('k')).toEqual(value)
})

test('a name names the file, and a path leads to another', async () => {
  await using named = await openStore({ name: 'app' })
  await using placed = await openStore({ path: join(folder, 'elsewhere.db') })
  expect([named, placed].map(({ backend }) => backend.capabilities.persistent)).toEqual([true, true])
  expect(existsSync(join(folder, 'app.sqlite'))).toBe(true)
  expect(existsSync(join(folder, 'elsewhere.db'))).toBe(true)
})

test('in memory it leaves no file', async () => {
  await using store = await openStore({ backend: 'memory' })
  await store.namespace('n').put('k', 1)
  expect(store.backend.capabilities.persistent).toBe(false)
  expect(existsSync(join(folder, 'kvasir.sqlite'))).toBe(false)
})

test('a backend that Node does not have is unavailable, not replaced', async () => {
  await expect(openStore({ backend: 'indexeddb' })).rejects.toThrow(failure('UNAVAILABLE'))
})

test('a backend that does not exist is refused', async () => {
  await expect(openStore({ backend: 'redis' as BackendChoice })).rejects.toThrow(failure('INVALID_OPTION'))
})

test('a file of something else is refused and left as it is', async () => {
  const path = join(folder, 'letter.txt')
  writeFileSync(path, 'Dear Ada, '.repeat(100))
  await expect(openStore({ path })).rejects.toThrow(failure('UNSUPPORTED_DATABASE'))
})

test('a folder that is not there is unavailable', async () => {
  await expect(openStore({ path: join(folder, 'no', 'where.db') })).rejects.toThrow(failure('UNAVAILABLE'))
})

test('a namespace in memory is there with its configuration when the file is opened again, and is empty', async () => {
  const config = { storage: 'memory', maxEntries: 5 } as const
  const store = await openStore()
  const cache = await store.createNamespace('cache', config)
  await store.transaction(async (tx) => {
    await tx.namespace('cache').put('k', 1)
    await tx.namespace('n').put('k', 1)
  })
  expect(await cache.get('k')).toBe(1)
  await store.close()
  using again = await openSyncStore()
  expect(again.namespaceInfo('cache')).toMatchObject({ ...config, entries: 0 })
  expect([again.namespace('cache').get('k'), again.namespace('n').get('k')]).toEqual([undefined, 1])
  again.namespace('cache').put('k', 2)
  expect(again.namespace('cache').get('k')).toBe(2)
})

test('a file that is imported brings namespaces in memory, and none of the entries that were there', async () => {
  await using store = await openStore()
  await (await store.createNamespace('cache', { storage: 'memory' })).put('k', 1)
  const file = await new Response(await store.exportFile()).blob()
  await store.namespace('cache').put('k', 2)
  await store.importFile(file)
  expect(await store.namespace('cache').get('k')).toBe(undefined)
  expect(await store.namespaceInfo('cache')).toMatchObject({ storage: 'memory', entries: 0 })
})
