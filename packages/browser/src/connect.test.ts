import type { KvasirError } from '@kvasir/core'
import {
  clear,
  createStore,
  del,
  entries,
  get,
  getMany,
  set,
  setMany,
  update,
  type UseStore,
} from 'idb-keyval'
import * as fake from 'fake-indexeddb'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import { connect } from './connect.ts'
import type { Database } from './connection/database.ts'

beforeEach(() => void Object.assign(globalThis, fake, { indexedDB: new fake.IDBFactory() }))

const DATABASE: Database = {
  name: 'test',
  version: 2,
  store: 'things',
  create: (database) => database.createObjectStore('things').createIndex('by', 'by'),
  isKnown: ({ indexNames }) => indexNames.contains('by'),
}

function answerTo(request: IDBOpenDBRequest): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    request.addEventListener('success', () => resolve(request.result))
    request.addEventListener('error', () => reject(request.error))
  })
}

async function failureOf(promise: Promise<unknown>): Promise<KvasirError> {
  return await promise.then(
    () => expect.unreachable(),
    (error: unknown) => error as KvasirError,
  )
}

describe("idb-keyval's functions", () => {
  test('work on the UseStore', async () => {
    const useStore: UseStore = connect(DATABASE).useStore
    await set('a', 1, useStore)
    await setMany(
      [
        ['b', { by: 2 }],
        ['c', 3],
      ],
      useStore,
    )
    await update<number>('a', (n = 0) => n + 10, useStore)
    await del('c', useStore)
    expect(await get('a', useStore)).toBe(11)
    expect(await getMany(['b', 'c'], useStore)).toEqual([{ by: 2 }, undefined])
    expect(await entries(useStore)).toEqual([
      ['a', 11],
      ['b', { by: 2 }],
    ])
    await clear(useStore)
    expect(await entries(useStore)).toEqual([])
  })

  test('and a callback of several requests share one transaction with the durability asked for', async () => {
    const { useStore } = connect(DATABASE)
    const seen = await useStore(
      'readwrite',
      async (store) => {
        store.put(1, 'a')
        return [
          await get('a', (_, callback) => Promise.resolve(callback(store))),
          store.transaction.durability,
        ]
      },
      'strict',
    )
    expect(seen).toEqual([1, 'strict'])
  })
})

describe('opening', () => {
  test('waits for the first use, and happens once', async () => {
    const open = vi.spyOn(indexedDB, 'open')
    const { useStore } = connect(DATABASE)
    expect(open).not.toHaveBeenCalled()
    await Promise.all([set('a', 1, useStore), get('a', useStore)])
    await get('a', useStore)
    expect(open).toHaveBeenCalledTimes(1)
  })

  test('fails with UNAVAILABLE and the cause where there is no IndexedDB', async () => {
    Reflect.deleteProperty(globalThis, 'indexedDB')
    const { code, cause } = await failureOf(get('a', connect(DATABASE).useStore))
    expect([code, cause instanceof ReferenceError]).toEqual(['UNAVAILABLE', true])
  })

  test('fails with UNAVAILABLE and the cause where the browser refuses, and is tried again by the next call', async () => {
    const refusal = new DOMException('denied', 'SecurityError')
    vi.spyOn(indexedDB, 'open').mockImplementationOnce(() => {
      throw refusal
    })
    const { useStore } = connect(DATABASE)
    const { code, cause } = await failureOf(get('a', useStore))
    expect([code, cause]).toEqual(['UNAVAILABLE', refusal])
    expect(await get('a', useStore)).toBe(undefined)
  })

  test('fails with UNSUPPORTED_DATABASE when the database is newer', async () => {
    const newer = connect({ ...DATABASE, version: 3 })
    await set('a', 1, newer.useStore)
    newer.close()
    const { code, cause } = await failureOf(get('a', connect(DATABASE).useStore))
    expect([code, (cause as Error).name]).toEqual(['UNSUPPORTED_DATABASE', 'VersionError'])
  })

  test.each(['keyval', 'things'])(
    'fails with UNSUPPORTED_DATABASE when the database is foreign, with a store %s',
    async (name) => {
      const foreign = createStore('test', name)
      await set('a', 1, foreign)
      const { code } = await failureOf(get('a', connect({ ...DATABASE, version: 1 }).useStore))
      expect(code).toBe('UNSUPPORTED_DATABASE')
      expect(await get('a', foreign)).toBe(1)
    },
  )
})

describe('a connection', () => {
  test('makes way for whoever upgrades the database, and then refuses what it does not know', async () => {
    const { useStore } = connect(DATABASE)
    await set('a', 1, useStore)
    const upgraded = await answerTo(indexedDB.open('test', 3))
    upgraded.close()
    expect((await failureOf(get('a', useStore))).code).toBe('UNSUPPORTED_DATABASE')
  })

  test('makes way for whoever deletes the database, and does not go on in a new one', async () => {
    const { useStore } = connect(DATABASE)
    await set('a', 1, useStore)
    await answerTo(indexedDB.deleteDatabase('test'))
    for (let i = 0; i < 2; i++) expect((await failureOf(get('a', useStore))).code).toBe('STORAGE_FAILED')
    const another = connect(DATABASE)
    expect(await get('a', another.useStore)).toBe(undefined)
  })

  test('that was closed without an event is opened again, once for all who wait for it', async () => {
    const { useStore } = connect(DATABASE)
    await set('a', 1, useStore)
    await useStore('readonly', (store) => store.transaction.db.close())
    const open = vi.spyOn(indexedDB, 'open')
    expect(await Promise.all([get('a', useStore), set('a', 2, useStore), get('a', useStore)])).toEqual([
      1,
      undefined,
      2,
    ])
    expect(open).toHaveBeenCalledTimes(1)
  })

  test('can be closed at any time, and is opened again when it is used', async () => {
    const { useStore, close } = connect(DATABASE)
    close()
    const pending = set('a', 1, useStore)
    close()
    await pending
    expect(await get('a', useStore)).toBe(1)
    close()
    await answerTo(indexedDB.deleteDatabase('test'))
  })
})
