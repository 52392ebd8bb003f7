import type { Backend, SetWrite, Write } from '@kvasir/core'
import * as fake from 'fake-indexeddb'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { indexeddb } from './indexeddb.ts'

beforeEach(() => void Object.assign(globalThis, fake, { indexedDB: new fake.IDBFactory() }))
afterEach(() => vi.restoreAllMocks())

const open = (): Backend<'async'> => indexeddb({ name: 'test' })

function set(key: string, more: Partial<SetWrite> = {}): SetWrite {
  const rest = { type: 'text', value: key, expiresAt: 0, writtenAt: 1, metadata: undefined } as const
  return { kind: 'set', space: 1, key, ...rest, ...more }
}

function remove(key: string, mark?: SetWrite): Write {
  return { kind: 'delete', space: 1, key, mark }
}

function answer<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve) => request.addEventListener('success', () => resolve(request.result)))
}

/** Newer than what TypeScript knows of IndexedDB. */
interface WithRecords {
  getAllRecords(options: { readonly count: number }): IDBRequest
}

interface Contents {
  readonly keys: readonly IDBValidKey[]
  readonly values: readonly unknown[]
  /** The keys of the rows in the indexes, in their order. */
  readonly expiry: readonly IDBValidKey[]
  readonly revision: readonly IDBValidKey[]
}

async function contents(): Promise<Contents> {
  const database = await answer(indexedDB.open('test'))
  const rows = database.transaction('rows').objectStore('rows')
  const [keys, values, expiry, revision] = await Promise.all([
    answer(rows.getAllKeys()),
    answer(rows.getAll()),
    answer(rows.index('expiry').getAllKeys()),
    answer(rows.index('revision').getAllKeys()),
  ])
  database.close()
  return { keys, values, expiry, revision }
}

test('keys are readable, and rows are without what they have not got', async () => {
  await open().commit({ checks: [], writes: [set('a'), set('b', { expiresAt: 9, metadata: '{}' })] })
  const { keys, values } = await contents()
  expect(keys).toEqual(['1/a', '1/b', 'ledger'])
  expect(values.slice(0, 2)).toStrictEqual([
    { space: 1, type: 'text', value: 'a', revision: 1, writtenAt: 1 },
    { space: 1, type: 'text', value: 'b', revision: 2, writtenAt: 1, expiresAt: 9, metadata: '{}' },
  ])
})

test('one index has all rows by revision, the other those that expire, and neither has anything else', async () => {
  const backend = open()
  const writes = [set('c', { expiresAt: 7 }), set('a'), set('b', { expiresAt: 5 }), set('x', { space: 0 })]
  await backend.commit({ checks: [], writes, id: 'an id' })
  expect(await contents()).toMatchObject({
    keys: ['0/x', '1/a', '1/b', '1/c', 'id0/an id', 'ledger'],
    expiry: ['1/b', '1/c'],
    revision: ['0/x', '1/c', '1/a', '1/b'],
  })
  await backend.commit({
    checks: [],
    writes: [set('c'), remove('a', set('trace', { expiresAt: 1 })), remove('none', set('no trace'))],
  })
  expect(await contents()).toMatchObject({
    expiry: ['1/trace', '1/b'],
    revision: ['0/x', '1/b', '1/c', '1/trace'],
  })
})

test('a deletion with a mark reads what it deletes, also where its checks are likely to hold', async () => {
  const backend = open()
  await backend.commit({ checks: [], writes: [set('a')] })
  const get = vi.spyOn(IDBObjectStore.prototype, 'get')
  await backend.commit({
    checks: [],
    writes: [remove('a', set('trace')), remove('b', set('none')), remove('c')],
  })
  expect(get.mock.calls).toEqual([['ledger'], ['1/a'], ['1/b']])
  expect((await contents()).keys).toEqual(['1/trace', 'ledger'])
})

test('a page of an index is one request, however many rows there are', async () => {
  const backend = open()
  const writes = Array.from({ length: 300 }, (_, i) => set(`${i}`, { expiresAt: i + 1 }))
  await backend.commit({ checks: [], writes })
  const requests = vi.spyOn(IDBIndex.prototype as IDBIndex & WithRecords, 'getAllRecords')
  const page = { space: 1, limit: 2, select: 'rows' } as const
  await backend.scan({ ...page, order: 'revision', after: 5, before: Infinity, reverse: false })
  await backend.scan({ ...page, order: 'revision', after: 5, before: Infinity, reverse: true })
  await backend.scan({ ...page, order: 'expiry', until: Infinity })
  expect(requests.mock.calls.map(([{ count }]) => count)).toEqual([2, 2, 2])
})
