import { syncStore } from '@kvasir/core'
import { live } from '@kvasir/core/live'
import { rich } from '@kvasir/core/rich'
import { rules } from '@kvasir/core/rules'
import { memory } from '@kvasir/memory'
import { sqlite } from '@kvasir/sqlite'
import { nodeSqlite } from '@kvasir/sqlite/node'
import { Keyv } from 'keyv'
import { describe, expect, test } from 'vitest'
import { KvasirLevel } from './abstract-level/index.ts'
import { createDispatcher } from './bucket-functions/index.ts'
import { toKVNamespace } from './cloudflare/index.ts'
import { openKV } from './commandkit/index.ts'
import { KvasirKeyv } from './keyv/index.ts'
import { toLuxKv } from './lux.ts'
import { toAsyncStorage } from './tanstack-query/index.ts'
import { kvasirDriver } from './unstorage/index.ts'
import { toStorage } from './web-storage/index.ts'
import { toStateStorage } from './zustand/index.ts'

const BUCKET = 'shared'

/** A way to put a text and to get one; `undefined` for none, whatever the API says in that case. */
interface Face {
  readonly put: (key: string, text: string) => unknown
  readonly get: (key: string) => unknown
}

type Make = () => Record<string, Face>

function facesOf(backend: Parameters<typeof syncStore>[0]): Record<string, Face> {
  const store = syncStore(backend, { rich, rules, live })
  const namespace = store.namespace<string>(BUCKET)
  namespace.put('first', 'there is such a bucket')
  const cloudflare = toKVNamespace(namespace)
  const commandkit = openKV(store, { namespace: BUCKET })
  const call = createDispatcher(store)
  const lux = toLuxKv(namespace)
  const level = new KvasirLevel(store.namespace(BUCKET))
  const driver = kvasirDriver(store.namespace(BUCKET))
  const storage = toStorage(namespace)
  const states = toStateStorage(namespace)
  const queries = toAsyncStorage(namespace)
  return {
    Kvasir: { put: (key, text) => namespace.put(key, text), get: (key) => namespace.get(key) },
    'Cloudflare KV': { put: (key, text) => cloudflare.put(key, text), get: (key) => cloudflare.get(key) },
    CommandKit: { put: (key, text) => commandkit.set(key, text), get: (key) => commandkit.get(key) },
    'bucket functions': {
      put: (key, value) => call({ function: 'kv-key-put', params: { bucket: BUCKET, key, value } }),
      get: async (key) => {
        const reply = await call({ function: 'kv-key-get', params: { bucket: BUCKET, key, json: false } })
        return reply.body.body?.['value']
      },
    },
    Lux: { put: (key, text) => lux.set(key, text), get: (key) => lux.get(key) },
    'abstract-level': { put: (key, text) => level.put(key, text), get: (key) => level.get(key) },
    unstorage: { put: (key, text) => driver.setItem(key, text, {}), get: (key) => driver.getItem(key) },
    Storage: { put: (key, text) => storage.setItem(key, text), get: (key) => storage.getItem(key) },
    zustand: { put: (key, text) => states.setItem(key, text), get: (key) => states.getItem(key) },
    'TanStack Query': { put: (key, text) => queries.setItem(key, text), get: (key) => queries.getItem(key) },
  }
}

const BACKENDS: Readonly<Record<string, Make>> = {
  memory: () => facesOf(memory()),
  SQLite: () => facesOf(sqlite(nodeSqlite({ path: ':memory:' }))),
}

describe.each(Object.entries(BACKENDS))('on one namespace in %s', (_, make) => {
  test('every face gets what each of them has put, and of two the last', async () => {
    const faces = Object.entries(make())
    for (const [writer, { put }] of faces) {
      await put('text', `by ${writer}`)
      await put(writer, `only by ${writer}`)
      for (const [reader, { get }] of faces) {
        expect([reader, await get('text'), await get(writer)]).toEqual([
          reader,
          `by ${writer}`,
          `only by ${writer}`,
        ])
      }
    }
  })
})

test('what Keyv has put is an entry that another face deletes', async () => {
  const store = syncStore(memory(), { rich })
  const namespace = store.namespace(BUCKET)
  const keyv = new Keyv({ store: new KvasirKeyv(namespace), namespace: 'k', stats: false })
  await keyv.set('a', { b: 1 })
  const keys = [...namespace.keys()]
  expect(keys).toHaveLength(1)
  expect(await keyv.get('a')).toEqual({ b: 1 })
  await toKVNamespace(namespace).delete(keys[0]!)
  expect(await keyv.get('a')).toBe(undefined)
})
