import { asyncStore, syncStore } from '@kvasir/core'
import { rich } from '@kvasir/core/rich'
import { indexeddb } from '@kvasir/indexeddb'
import { memory } from '@kvasir/memory'
import { Dexie } from 'dexie'
import { createStore, entries, set, setMany } from 'idb-keyval'
import localforage from 'localforage'
import { expect, test } from 'vitest'
import {
  migrateDexie,
  migrateIdbKeyval,
  migrateLocalForage,
  migrateLocalStorage,
  type MigrationProgress,
} from './index.ts'

let names = 0
const newName = (): string => `migrate ${names++}`

const openNamespace = () => syncStore(memory(), { rich }).namespace('app')

async function databaseNames(): Promise<(string | undefined)[]> {
  return (await indexedDB.databases()).map(({ name }) => name)
}

const VALUES: Readonly<Record<string, unknown>> = {
  text: 'a text',
  number: 1.5,
  nothing: null,
  object: { list: [1, 'two', { three: true }] },
  bytes: Uint8Array.of(1, 2, 3),
  floats: Float32Array.of(0.5, -2),
}

test('localForage is migrated from IndexedDB, with what only IndexedDB holds, and stays as it was', async () => {
  const name = newName()
  const forage = localforage.createInstance({ name, driver: localforage.INDEXEDDB })
  const values = { ...VALUES, when: new Date(0), blob: new Blob(['in a blob']) }
  for (const [key, value] of Object.entries(values)) await forage.setItem(key, value)

  const namespace = openNamespace()
  const progress: MigrationProgress[] = []
  const report = await migrateLocalForage(namespace, { name, onProgress: (step) => progress.push(step) })

  expect(report).toEqual({ found: true, written: 8, skipped: 0, refused: [] })
  expect(progress).toEqual([{ done: 8, total: 8 }])
  for (const [key, value] of Object.entries(VALUES)) expect(namespace.get(key)).toEqual(value)
  expect(namespace.get('when')).toEqual(new Date(0))
  const blob = namespace.get('blob')
  expect(blob instanceof Blob && (await blob.text())).toBe('in a blob')
  expect(await forage.length()).toBe(8)
  expect(await forage.getItem('object')).toEqual(VALUES['object'])
})

test('localForage is migrated from localStorage, where it writes texts', async () => {
  const name = newName()
  const config = { name, storeName: 'drafts', driver: localforage.LOCALSTORAGE }
  const forage = localforage.createInstance(config)
  const blob = new Blob(['in a blob'], { type: 'text/plain' })
  for (const [key, value] of Object.entries({ ...VALUES, blob })) await forage.setItem(key, value)
  await localforage.createInstance({ ...config, storeName: 'others' }).setItem('text', 'another')

  const namespace = openNamespace()
  const report = await migrateLocalForage(namespace, { name, storeName: 'drafts', driver: 'localstorage' })

  expect(report).toEqual({ found: true, written: 7, skipped: 0, refused: [] })
  for (const [key, value] of Object.entries(VALUES)) expect(namespace.get(key)).toEqual(value)
  const copy = namespace.get('blob')
  expect(copy instanceof Blob && [copy.type, await copy.text()]).toEqual(['text/plain', 'in a blob'])
  expect(await forage.length()).toBe(7)
})

test('idb-keyval is migrated, and keys that are no strings are reported or named', async () => {
  const [databaseName, storeName] = [newName(), 'things']
  const source = createStore(databaseName, storeName)
  await setMany(Object.entries(VALUES), source)
  await setMany(
    [
      [1, 'one'],
      [new Date(0), 'then'],
      [['a', 2], 'a pair'],
    ],
    source,
  )

  const namespace = openNamespace()
  const report = await migrateIdbKeyval(namespace, { databaseName, storeName })
  expect(report).toMatchObject({ found: true, written: 6, skipped: 0 })
  expect(report.refused.map(({ key }) => key)).toEqual([1, new Date(0), ['a', 2]])
  expect(report.refused[0]?.reason).toContain('toKey')

  const toKey = (key: IDBValidKey): string => (typeof key === 'string' ? key : JSON.stringify(key))
  const again = await migrateIdbKeyval(namespace, { databaseName, storeName, toKey })
  expect(again).toEqual({ found: true, written: 3, skipped: 6, refused: [] })
  expect(namespace.get('["a",2]')).toBe('a pair')
  expect(await entries(source)).toHaveLength(9)
})

test('tables of Dexie are migrated while they are open, with keys in the values or beside them', async () => {
  const database = newName()
  const dexie = new Dexie(database)
  dexie.version(3).stores({ settings: 'name', cache: '', counted: '++' })
  await dexie.table('settings').bulkPut([{ name: 'theme', value: 'dark' }])
  await dexie.table('cache').put({ size: 1 }, 'home')
  await dexie.table('counted').add('first')

  const namespace = openNamespace()
  const toValue = (row: unknown): unknown => (row as { value: unknown }).value
  await migrateDexie(namespace, { database, table: 'settings', toValue })
  await migrateDexie(namespace, { database, table: 'cache' })
  const counted = await migrateDexie(namespace, { database, table: 'counted' })

  expect(Object.fromEntries(namespace)).toEqual({ theme: 'dark', home: { size: 1 } })
  expect(counted).toMatchObject({ found: true, written: 0, refused: [{ key: 1 }] })
  expect(await dexie.table('settings').get('theme')).toEqual({ name: 'theme', value: 'dark' })
  expect(dexie.verno).toBe(3)
  dexie.close()
})

test('localStorage is migrated by its prefix, and what cannot be parsed is reported', async () => {
  localStorage.clear()
  localStorage.setItem('app:theme', '"dark"')
  localStorage.setItem('app:broken', '{')
  localStorage.setItem('other', '1')
  const namespace = openNamespace()
  const report = await migrateLocalStorage(namespace, { prefix: 'app:', parse: JSON.parse })
  expect(Object.fromEntries(namespace)).toEqual({ theme: 'dark' })
  expect(report).toMatchObject({ written: 1, refused: [{ key: 'broken' }] })
  expect(localStorage.length).toBe(3)
})

test('a source that is not there is not created', async () => {
  const name = newName()
  const nothing = { found: false, written: 0, skipped: 0, refused: [] }
  expect(await migrateIdbKeyval(openNamespace(), { databaseName: name })).toEqual(nothing)
  expect(await databaseNames()).not.toContain(name)

  await set('key', 'value', createStore(name, 'keyval'))
  expect(await migrateDexie(openNamespace(), { database: name, table: 'nothing' })).toEqual(nothing)
})

test('a migration of many entries that is ended goes on where it ended', async () => {
  const databaseName = newName()
  const source = createStore(databaseName, 'keyval')
  await setMany(
    Array.from({ length: 450 }, (_, number) => [`key ${number}`, number]),
    source,
  )
  const store = asyncStore(indexeddb({ name: newName() }))
  const namespace = store.namespace('app')
  const ending = new AbortController()
  const onProgress = (): void => ending.abort(new Error('the user has left'))
  const ended = migrateIdbKeyval(namespace, { databaseName, signal: ending.signal, onProgress })
  await expect(ended).rejects.toMatchObject({ code: 'INTERRUPTED' })
  expect(await namespace.count()).toBe(200)
  expect(await migrateIdbKeyval(namespace, { databaseName })).toEqual({
    found: true,
    written: 250,
    skipped: 200,
    refused: [],
  })
  expect(await namespace.count()).toBe(450)
  await store.close()
})
