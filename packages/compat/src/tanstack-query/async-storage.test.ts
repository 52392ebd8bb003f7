import { asyncStore, syncStore, toAsync } from '@kvasir/core'
import { memory } from '@kvasir/memory'
import { createAsyncStoragePersister } from '@tanstack/query-async-storage-persister'
import {
  type AsyncStorage,
  experimental_createQueryPersister,
  type PersistedQuery,
  persistQueryClientRestore,
  persistQueryClientSave,
} from '@tanstack/query-persist-client-core'
import { QueryClient } from '@tanstack/query-core'
import { describe, expect, expectTypeOf, test, vi } from 'vitest'
import { type KvasirAsyncStorage, toAsyncStorage } from './index.ts'

const DAY = 24 * 60 * 60 * 1_000

describe.each([
  ['a synchronous store', () => syncStore(memory())],
  ['an asynchronous store', () => asyncStore(toAsync(memory()))],
])('a persister in %s', (_, openStore) => {
  test('keeps a whole client', async () => {
    const namespace = openStore().namespace<string>('queries')
    const persister = createAsyncStoragePersister({ storage: toAsyncStorage(namespace), throttleTime: 0 })
    const before = new QueryClient()
    before.setQueryData(['user', 1], { name: 'Ada' })
    await persistQueryClientSave({ queryClient: before, persister })
    await vi.waitFor(async () => expect(await namespace.count()).toBe(1))
    const after = new QueryClient()
    await persistQueryClientRestore({ queryClient: after, persister })
    expect(after.getQueryData(['user', 1])).toEqual({ name: 'Ada' })
    await persister.removeClient()
    expect(await namespace.count()).toBe(0)
  })

  test('keeps each query, and answers with it instead of asking again', async () => {
    const storage = toAsyncStorage(openStore().namespace<string>('queries'))
    const { persisterFn } = experimental_createQueryPersister({ storage })
    const queryFn = vi.fn(() => Promise.resolve({ name: 'Ada' }))
    const ask = () => {
      const client = new QueryClient({ defaultOptions: { queries: { persister: persisterFn } } })
      return client.fetchQuery({ queryKey: ['user', 1], queryFn })
    }
    expect(await ask()).toEqual({ name: 'Ada' })
    await vi.waitFor(async () => expect(await storage.entries()).toHaveLength(1))
    queryFn.mockClear()
    expect(await ask()).toEqual({ name: 'Ada' })
    expect(queryFn).not.toHaveBeenCalled()
  })

  test('restores and removes queries by their keys, and collects what is too old', async () => {
    const storage = toAsyncStorage(openStore().namespace<string>('queries'))
    const persister = experimental_createQueryPersister({ storage })
    const client = new QueryClient()
    client.setQueryData(['user', 1], 'Ada')
    client.setQueryData(['page', 1], 'Home')
    client.setQueryData(['old'], 'dust', { updatedAt: Date.now() - 2 * DAY })
    for (const queryKey of [['user', 1], ['page', 1], ['old']]) {
      await persister.persistQueryByKey(queryKey, client)
    }
    expect(await storage.entries()).toHaveLength(3)
    await persister.persisterGc()
    expect(await storage.entries()).toHaveLength(2)
    await persister.removeQueries({ queryKey: ['page'] })
    const after = new QueryClient()
    await persister.restoreQueries(after)
    expect(after.getQueryData(['user', 1])).toBe('Ada')
    expect(after.getQueryData(['page', 1])).toBeUndefined()
  })
})

test('queries are kept as values where the persister does not make texts of them', async () => {
  const namespace = syncStore(memory()).namespace<PersistedQuery>('queries')
  const persister = experimental_createQueryPersister<PersistedQuery>({
    storage: toAsyncStorage(namespace),
    serialize: (query) => query,
    deserialize: (query) => query,
  })
  const client = new QueryClient()
  client.setQueryData(['user', 1], { name: 'Ada' })
  await persister.persistQueryByKey(['user', 1], client)
  expect([...namespace.values()]).toMatchObject([{ state: { data: { name: 'Ada' } } }])
})

test('the storage is what TanStack Query takes', () => {
  expectTypeOf<KvasirAsyncStorage<string>>().toExtend<Required<AsyncStorage>>()
})
