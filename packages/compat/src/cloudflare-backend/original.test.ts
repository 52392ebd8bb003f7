import { asyncStore, type AsyncStore } from '@kvasir/core'
import { rich } from '@kvasir/core/rich'
import { Miniflare } from 'miniflare'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { cloudflareKV, type KVBinding } from './index.ts'

/** Milliseconds; generous, for slow machines. */
const TIMEOUT = 60_000

/** The backend over Cloudflare's own runtime: that what it relies on is so. */
let server: Miniflare
let binding: KVBinding
let store: AsyncStore

const openStore = (): AsyncStore => asyncStore(cloudflareKV(binding, { commits: 'attempted' }), { rich })

beforeAll(async () => {
  const script = 'export default {}'
  server = new Miniflare({ modules: true, script, compatibilityDate: '2026-07-01', kvNamespaces: ['KV'] })
  binding = await server.getKVNamespace('KV')
}, TIMEOUT)

afterAll(() => server.dispose())

beforeEach(async () => {
  const { keys } = await binding.list({ prefix: '' })
  for (const { name } of keys) await binding.delete(name)
  store = openStore()
}, TIMEOUT)

test('every kind of value comes back to another store as it was', async () => {
  const values = [
    'text',
    '',
    '\ud800',
    '\ufeffa',
    { a: [1, null] },
    new Uint8Array([0, 255]),
    new Map([[1, 2n]]),
  ]
  const kv = store.namespace('kv')
  for (const [i, value] of values.entries()) await kv.put(`k${i}`, value, { metadata: i })
  const page = await openStore().namespace('kv').list()
  expect(page.entries.map(({ value }) => value)).toEqual(values)
  expect(page.entries.map(({ metadata }) => metadata)).toEqual([0, 1, 2, 3, 4, 5, 6])
  expect(await openStore().namespace('kv').getMany(['k5', 'k0', 'none'])).toEqual([
    values[5],
    'text',
    undefined,
  ])
})

test('keys are listed in the order of their bytes, page by page, both ways', async () => {
  const keys = ['', '\0', 'a', 'a/b', 'o\u00e9', '\uffff', '\u{1f600}']
  const kv = store.namespace('kv')
  await kv.putMany(keys.toReversed().map((key) => [key, key]))
  const first = await kv.list({ limit: 3 })
  const rest = await kv.list({ limit: 10, cursor: first.cursor })
  expect([...first.entries, ...rest.entries].map(({ key }) => key)).toEqual(keys)
  expect((await kv.list({ reverse: true, limit: 2 })).entries.map(({ key }) => key)).toEqual(
    keys.slice(-2).reverse(),
  )
  expect((await kv.list({ prefix: 'a' })).entries.map(({ key }) => key)).toEqual(['a', 'a/b'])
})

test('lifetimes shorter than those of Cloudflare are taken, and end when they should', async () => {
  const kv = store.namespace('kv')
  await kv.put('short', 1, { ttl: 0 })
  await kv.put('long', 1, { ttl: 100 * 365 * 86_400_000 })
  expect(await kv.get('short')).toBeUndefined()
  expect(await kv.get('long')).toBe(1)
})

test('what is tried works as long as nobody comes between', async () => {
  const kv = store.namespace('kv')
  await Promise.all(Array.from({ length: 10 }, () => kv.increment('n')))
  await kv.transaction(async (tx) => {
    await tx.put('m', await tx.get('n'))
    await tx.delete('n')
  })
  expect(await openStore().namespace('kv').getMany(['n', 'm'])).toEqual([undefined, 10])
})
