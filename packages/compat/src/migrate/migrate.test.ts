import { type SyncNamespace, syncStore } from '@kvasir/core'
import { memory } from '@kvasir/memory'
import { sqlite } from '@kvasir/sqlite'
import { nodeSqlite } from '@kvasir/sqlite/node'
import { expect, test } from 'vitest'
import { toStorage } from '../web-storage/index.ts'
import { migrateIdbKeyval, migrateLocalForage, migrateLocalStorage } from './index.ts'

function openStorage(items: Readonly<Record<string, string>>): Storage {
  return Object.assign(toStorage(syncStore(memory()).namespace<string>('web')), items)
}

function openNamespace(): SyncNamespace {
  return syncStore(memory()).namespace('app')
}

test('what is in the namespace is kept, replaced or a conflict', async () => {
  const storage = openStorage({ theme: 'dark', size: '1' })
  const namespace = openNamespace()
  namespace.put('theme', 'light')
  await expect(migrateLocalStorage(namespace, { storage, conflict: 'error' })).rejects.toMatchObject({
    code: 'CONFLICT',
  })
  namespace.clear({ prefix: 'size' })
  expect(await migrateLocalStorage(namespace, { storage })).toMatchObject({ written: 1, skipped: 1 })
  expect(namespace.get('theme')).toBe('light')
  expect(await migrateLocalStorage(namespace, { storage, conflict: 'overwrite' })).toMatchObject({
    written: 2,
    skipped: 0,
  })
  expect(namespace.get('theme')).toBe('dark')
})

test('a driver or a way with conflicts that there is not is refused, and nothing is migrated', async () => {
  const storage = openStorage({ theme: 'dark', 'localforage/theme': '"dark"' })
  const namespace = openNamespace()
  const refused = { code: 'INVALID_OPTION' }
  // The names that localForage itself has for its drivers.
  for (const driver of ['asyncStorage', 'localStorageWrapper', 'websql']) {
    const options = { storage, driver: driver as 'indexeddb' }
    await expect(migrateLocalForage(namespace, options)).rejects.toMatchObject(refused)
  }
  const conflict = 'replace' as 'overwrite'
  await expect(migrateLocalStorage(namespace, { storage, conflict })).rejects.toMatchObject(refused)
  expect(namespace.count()).toBe(0)
})

test('what the store cannot hold is reported with its key, and the rest is migrated', async () => {
  const storage = openStorage({
    'localforage/blob': `__lfsc__:blob~~local_forage_type~text/plain~${btoa('text')}`,
    'localforage/odd': '__lfsc__:oddsAAAA',
    'localforage/broken': '{',
    'localforage/list': '[1,2]',
  })
  const namespace = syncStore(sqlite(nodeSqlite({ path: ':memory:' }))).namespace('app')
  const report = await migrateLocalForage(namespace, { driver: 'localstorage', storage })
  expect(report.written).toBe(1)
  expect(namespace.get('list')).toEqual([1, 2])
  expect(report.refused.map(({ key }) => key).toSorted()).toEqual(['blob', 'broken', 'odd'])
  for (const { reason } of report.refused) expect(reason).not.toBe('')
})

test('keys that differ in more than bytes of text are refused, not bent', async () => {
  const storage: Storage = {
    ...openStorage({}),
    length: 1,
    key: () => '\ud800',
    getItem: () => '1',
  } as Storage
  const report = await migrateLocalStorage(openNamespace(), { storage })
  expect(report).toMatchObject({ written: 0, refused: [{ key: '\ud800' }] })
})

test('a migration that is ended before it begins does nothing', async () => {
  const namespace = openNamespace()
  const signal = AbortSignal.abort(new Error('no more'))
  const ended = migrateLocalStorage(namespace, { storage: openStorage({ a: '1' }), signal })
  await expect(ended).rejects.toMatchObject({ code: 'INTERRUPTED' })
  expect(namespace.count()).toBe(0)
})

test('where there is no browser, its storages are told to be missing', async () => {
  const missing = { code: 'UNAVAILABLE' }
  await expect(migrateIdbKeyval(openNamespace())).rejects.toMatchObject(missing)
})
