import { asyncStore, type Namespace, type SyncNamespace, syncStore, toAsync } from '@kvasir/core'
import { memory } from '@kvasir/memory'
import { expect, test } from 'vitest'
import { KvasirLevel } from './abstract-level/index.ts'
import { toKVNamespace } from './cloudflare/index.ts'
import { KvasirKeyv, KvasirKeyv5 } from './keyv/index.ts'
import { toLuxKv } from './lux.ts'
import { toAsyncStorage } from './tanstack-query/index.ts'
import { kvasirDriver } from './unstorage/index.ts'
import { toStorage } from './web-storage/index.ts'
import { toPersistStorage, toStateStorage } from './zustand/index.ts'

test.each<[face: string, open: (namespace: SyncNamespace<string> & Namespace) => unknown]>([
  ['abstract-level', (namespace) => new KvasirLevel(namespace)],
  ['Cloudflare KV', (namespace) => toKVNamespace(namespace)],
  ['Keyv 5', (namespace) => new KvasirKeyv5(namespace)],
  ['Keyv 6', (namespace) => new KvasirKeyv(namespace)],
  ['Lux', (namespace) => toLuxKv(namespace)],
  ['TanStack Query', (namespace) => toAsyncStorage(namespace)],
  ['unstorage', (namespace) => kvasirDriver(namespace)],
  ['web storage', (namespace) => toStorage(namespace)],
  ['zustand, as values', (namespace) => toPersistStorage(namespace)],
  ['zustand, as texts', (namespace) => toStateStorage(namespace)],
])('the face of %s says so when it is given no namespace', (_, open) => {
  const store = syncStore(memory())
  for (const [given, advice] of [
    [store, "store.namespace('app')"],
    [Promise.resolve(store), 'await the store'],
    [{}, 'another object'],
    [undefined, 'undefined'],
  ] as const) {
    const refused = expect.objectContaining({
      code: 'INVALID_OPTION',
      message: expect.stringContaining(advice),
    })
    expect(() => open(given as never)).toThrow(refused)
  }
})

test('a Storage says so when its namespace answers with promises', () => {
  const namespace = asyncStore(toAsync(memory())).namespace('web')
  const refused = expect.objectContaining({
    code: 'INVALID_OPTION',
    message: expect.stringContaining('openSyncStore'),
  })
  expect(() => toStorage(namespace as never)).toThrow(refused)
})
