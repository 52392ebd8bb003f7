import { type AsyncNamespace, asyncStore, type AsyncStore, syncStore } from '@kvasir/core'
import { live } from '@kvasir/core/live'
import { rules } from '@kvasir/core/rules'
import { memory } from '@kvasir/memory'
import { beforeEach, describe, expect, test } from 'vitest'
import { toKVNamespace } from '../cloudflare/index.ts'
import { cloudflareKV, type KVBinding } from './index.ts'

const START = 1_700_000_000_000

let now: number
let binding: KVBinding
let store: AsyncStore
let kv: AsyncNamespace

const clock = (): number => now

function openStore(commits: 'single' | 'attempted' = 'single'): AsyncStore {
  return asyncStore(cloudflareKV(binding, { commits, clock }), { clock, rules, live })
}

beforeEach(async () => {
  now = START
  binding = toKVNamespace(syncStore(memory(), { clock }).namespace('kv'))
  store = openStore()
  kv = store.namespace('kv')
  await kv.put('a', 1, { metadata: 'm' })
})

describe('what takes one write at the most', () => {
  test('is done: puts, reads, deletions and lists', async () => {
    await kv.put('b', 'text', { ttl: 1000 })
    expect(await kv.getEntry('a')).toMatchObject({ value: 1, metadata: 'm' })
    expect(await kv.getMany(['a', 'b', 'c'])).toEqual([1, 'text', undefined])
    expect((await kv.list({ values: false })).entries.map(({ key }) => key)).toEqual(['a', 'b'])
    expect([await kv.ttl('b'), await kv.count(), await kv.has('c')]).toEqual([1000, 2, false])
    expect([await kv.delete('a'), await kv.delete('a')]).toEqual([true, false])
    expect(await kv.get('a')).toBeUndefined()
  })

  test('creates and deletes namespaces, and keeps them apart', async () => {
    await store.createNamespace('other', { ttl: 5000 })
    await store.namespace('other').put('a', 2)
    expect(await kv.get('a')).toBe(1)
    expect((await store.namespaces()).map(({ name }) => name)).toEqual(['kv', 'other'])
    expect(await store.deleteNamespace('other')).toBe(true)
    expect(await store.namespace('other').get('a')).toBeUndefined()
  })

  test('expires when the clock of the store says so, whatever Cloudflare does', async () => {
    await kv.put('short', 1, { ttl: 10 })
    now += 10
    expect(await kv.get('short')).toBeUndefined()
    expect((await kv.list()).entries).toHaveLength(1)
  })
})

describe('what takes more', () => {
  const asked: readonly (readonly [string, (kv: AsyncNamespace) => unknown])[] = [
    ['an increment', (kv) => kv.increment('a')],
    ['an update', (kv) => kv.update('a', () => 2)],
    ['a condition', (kv) => kv.put('a', 2, { ifAbsent: true })],
    ['another condition', (kv) => kv.delete('a', { ifRevision: 1 })],
    ['another lifetime for what is there', (kv) => kv.expire('a', 0)],
    ['a touch', (kv) => kv.touch('a', 0)],
    ['a write of several keys', (kv) => kv.putMany([['a', 2], ['b', 2]])],
    ['a deletion of several keys', (kv) => kv.deleteMany(['a', 'b'])],
    ['a deletion of a range', (kv) => kv.clear()],
    ['a transaction', (kv) => kv.transaction((tx) => tx.put('a', 2))],
    ['a watch', (kv) => kv.watch().next()],
  ] // prettier-ignore

  test.each(asked)('is refused: %s', async (_, ask) => {
    await expect(async () => ask(kv)).rejects.toMatchObject({ code: 'UNAVAILABLE' })
    expect(await kv.get('a')).toBe(1)
    expect(await kv.count()).toBe(1)
  })

  test.each([{ history: 2 }, { maxEntries: 10 }, { maxBytes: 1000 }])(
    'is a namespace with %o, which is not made, and takes no write where there is one',
    async (config) => {
      const refused: Error = expect.objectContaining({ code: 'UNAVAILABLE' })
      await expect(store.createNamespace('ruled', config)).rejects.toThrow(refused)
      await openStore('attempted').createNamespace('ruled', config)
      await expect(store.namespace('ruled').put('a', 1)).rejects.toThrow(refused)
    },
  )

  test('is tried where that is asked for', async () => {
    const tried = openStore('attempted').namespace('kv')
    expect(await tried.increment('a', 4)).toBe(5)
    await tried.transaction(async (tx) => {
      await tx.put('b', 1)
      await tx.delete('a')
    })
    expect(await kv.getMany(['a', 'b'])).toEqual([undefined, 1])
    await tried.clear()
    expect(await kv.count()).toBe(0)
  })
})

test('two that create namespaces without knowing of each other do not mix their entries', async () => {
  await Promise.all([openStore().namespace('x').put('k', 'x'), openStore().namespace('y').put('k', 'y')])
  expect([await store.namespace('x').get('k'), await store.namespace('y').get('k')]).toEqual(['x', 'y'])
})

test('more rows than Cloudflare tells at once are all there', async () => {
  const keys = Array.from({ length: 1100 }, (_, i) => `k${String(i).padStart(4, '0')}`)
  await openStore('attempted')
    .namespace('many')
    .putMany(keys.map((key) => [key, key]))
  const many = store.namespace('many')
  expect(await many.count()).toBe(1100)
  expect((await many.list({ limit: 2000 })).entries.map(({ value }) => value)).toEqual(keys)
  expect((await many.list({ limit: 1, reverse: true })).entries.map(({ key }) => key)).toEqual(['k1099'])
})

test('a value lies in Cloudflare as it is, with what belongs to it in its metadata', async () => {
  await kv.put('text', 'plain', { ttl: 3_600_000 })
  const { keys } = await binding.list({ prefix: '' })
  const name = keys.map((key) => key.name).find((each) => each.endsWith('/text')) as string
  const { value, metadata } = await binding.getWithMetadata(name, 'arrayBuffer')
  expect(new TextDecoder().decode(value as ArrayBuffer)).toBe('plain')
  expect(metadata).toMatchObject({ t: 'text', w: START, e: START + 3_600_000 })
})

test('texts that Cloudflare would change come back as they were', async () => {
  for (const text of ['\ud800', '\ufefftext', '', '\0']) {
    await kv.put('k', text)
    expect(await kv.get('k')).toBe(text)
    expect((await kv.list({ prefix: 'k' })).entries[0]?.value).toBe(text)
  }
})

test('what is none of Kvasir is passed over', async () => {
  await binding.put('0/n:foreign', 'x', {})
  await binding.put('foreign', 'x', { metadata: 'x' })
  expect((await store.namespaces()).map(({ name }) => name)).toEqual(['kv'])
})

test('keys, metadata and options beyond what Cloudflare takes are refused', async () => {
  await kv.put('k'.repeat(501), 1)
  await expect(kv.put('k'.repeat(502), 1)).rejects.toMatchObject({ code: 'INVALID_KEY' })
  expect(await kv.get('k'.repeat(502))).toBeUndefined()
  await expect(kv.put('b', 1, { metadata: 'm'.repeat(1000) })).rejects.toMatchObject({
    code: 'INVALID_VALUE',
  })
  const commits = 'whole' as 'single'
  expect(() => cloudflareKV(binding, { commits })).toThrow("'single' or 'attempted'")
})

test.each([
  ['KV PUT failed: 429 Too Many Requests', 'BLOCKED'],
  ['KV PUT failed: 500 Internal Server Error', 'STORAGE_FAILED'],
])('when Cloudflare says %s, that is %s with its cause', async (message, code) => {
  const cause = new Error(message)
  const failing = new Proxy(binding, {
    get: (target, method) =>
      method === 'put' ? () => Promise.reject(cause) : Reflect.get(target, method).bind(target),
  })
  const backend = cloudflareKV(failing)
  const failed = asyncStore(backend).namespace('kv').put('a', 1)
  await expect(failed).rejects.toMatchObject({ code, cause, retryable: code === 'BLOCKED' })
  expect((await backend.health()).failure?.code).toBe(code)
})
