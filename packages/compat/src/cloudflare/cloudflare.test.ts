import { asyncStore, type Namespace, syncStore, toAsync } from '@kvasir/core'
import { rich } from '@kvasir/core/rich'
import { memory } from '@kvasir/memory'
import { beforeEach, describe, expect, test } from 'vitest'
import { toKVNamespace } from './index.ts'

const START = 1_700_000_000_500
const SECONDS = 1_700_000_000

let now: number
let namespace: Namespace

beforeEach(() => {
  now = START
  namespace = syncStore(memory(), { clock: () => now, rich }).namespace('cache')
})

const clock = (): number => now

test('getting what only the platform can clone is an error that says so', async () => {
  const kv = toKVNamespace(namespace)
  await namespace.put('blob', new Blob(['a']), { clone: true })
  const refused = expect.objectContaining({
    code: 'INVALID_VALUE',
    message: expect.stringContaining('form as text'),
  })
  for (const type of ['text', 'json', 'arrayBuffer', 'stream'] as const)
    await expect(kv.get('blob', type as 'text')).rejects.toThrow(refused)
})

describe('what is put', () => {
  test('as a text is a text for Kvasir, and all else is bytes', async () => {
    const kv = toKVNamespace(namespace)
    await kv.put('text', '{"a":1}')
    await kv.put('bytes', new Uint8Array([1, 2]).subarray(1))
    await kv.put('stream', new Blob(['ab', 'c']).stream())
    expect(await namespace.get('text')).toBe('{"a":1}')
    expect(await namespace.get('bytes')).toEqual(new Uint8Array([2]))
    expect(await namespace.get('stream')).toEqual(new TextEncoder().encode('abc'))
  })

  test('is taken at once, so that changing it later changes nothing', async () => {
    const kv = toKVNamespace(namespace)
    const bytes = new Uint8Array([1])
    const metadata = { a: 1 }
    const putting = kv.put('k', bytes, { metadata })
    bytes[0] = 9
    metadata.a = 9
    await putting
    expect(await kv.getWithMetadata('k', 'arrayBuffer')).toEqual({
      value: new Uint8Array([1]).buffer,
      metadata: { a: 1 },
      cacheStatus: null,
    })
  })

  test('replaces value, metadata and expiration together', async () => {
    const kv = toKVNamespace(namespace)
    await kv.put('k', 'a', { metadata: 1, expirationTtl: 60 })
    await kv.put('k', 'b')
    expect(await namespace.getEntry('k')).toMatchObject({
      value: 'b',
      metadata: undefined,
      expiresAt: undefined,
    })
  })

  test('is not when its stream fails or holds something else than bytes and strings', async () => {
    const kv = toKVNamespace(namespace)
    const failing = new ReadableStream({ pull: () => Promise.reject(new Error('cut')) })
    const numbers = new ReadableStream({ start: (controller) => controller.enqueue(1) })
    await expect(kv.put('k', failing)).rejects.toThrow('cut')
    await expect(kv.put('k', numbers)).rejects.toThrow(TypeError)
    expect(await kv.get('k')).toBeNull()
  })
})

describe('what others have put', () => {
  test.each<[unknown, string]>([
    ['text', 'text'],
    [{ a: [1, null] }, '{"a":[1,null]}'],
    [12, '12'],
    [null, 'null'],
    [new Uint8Array([0xc3, 0xa9]), 'é'],
    [new Map([['a', 1]]), '{"$Map":[["a",1]]}'],
    [12n, '{"$BigInt":"12"}'],
  ])('%o is read as its text %s', async (value, text) => {
    const kv = toKVNamespace(namespace)
    await namespace.put('k', value)
    expect(await kv.get('k')).toBe(text)
    expect(await kv.get(['k'])).toEqual(new Map([['k', text]]))
    expect(new TextDecoder().decode((await kv.get('k', 'arrayBuffer')) as ArrayBuffer)).toBe(text)
    expect(await new Response(await kv.get('k', 'stream')).text()).toBe(text)
  })

  test('is listed with the second in which it expires, and with its metadata', async () => {
    await namespace.put('a', 1, { ttl: 1200, metadata: { by: 'kvasir' } })
    expect((await toKVNamespace(namespace).list()).keys).toEqual([
      { name: 'a', expiration: SECONDS + 1, metadata: { by: 'kvasir' } },
    ])
  })
})

describe('an expiration', () => {
  test('is a whole second, at which the key is gone from reads and lists alike', async () => {
    const kv = toKVNamespace(namespace)
    await kv.put('ttl', 'v', { expirationTtl: 60 })
    await kv.put('moment', 'v', { expiration: SECONDS + 60 })
    now = (SECONDS + 60) * 1000 - 1
    expect(await kv.get(['ttl', 'moment'])).toEqual(new Map(Object.entries({ ttl: 'v', moment: 'v' })))
    now++
    expect(await kv.get(['ttl', 'moment'])).toEqual(new Map(Object.entries({ ttl: null, moment: null })))
    expect((await kv.list()).keys).toEqual([])
  })

  test('of the namespace holds for what is put without one', async () => {
    const store = syncStore(memory(), { clock })
    const kv = toKVNamespace(store.createNamespace('short', { ttl: 5000 }))
    await kv.put('k', 'v')
    expect((await kv.list()).keys).toEqual([{ name: 'k', expiration: SECONDS + 5 }])
  })

  test('may be as short as a second without limits', async () => {
    const kv = toKVNamespace(namespace, { limits: 'none' })
    await kv.put('k', 'v', { expirationTtl: 1 })
    now += 500
    expect(await kv.get('k')).toBeNull()
    await expect(kv.put('k', 'v', { expirationTtl: 0 })).rejects.toThrow('integer greater than 0')
  })
})

describe('without limits', () => {
  test('keys may be empty, dots, and long', async () => {
    const kv = toKVNamespace(namespace, { limits: 'none' })
    const names = ['', '.', '..', 'k'.repeat(5000)]
    for (const name of names) await kv.put(name, 'v')
    expect((await kv.list()).keys.map(({ name }) => name)).toEqual(names)
    expect((await kv.get(names)).size).toBe(4)
  })

  test('pages and requests for many keys may have any size', async () => {
    const kv = toKVNamespace(namespace, { limits: 'none' })
    const names = Array.from({ length: 1200 }, (_, i) => `k${i}`)
    await namespace.putMany(names.map((name) => [name, name]))
    expect((await kv.get(names)).get('k1199')).toBe('k1199')
    expect((await kv.list({ limit: 5000 })).keys).toHaveLength(1200)
  })

  test('a page has 1,000 keys unless it is told otherwise', async () => {
    const kv = toKVNamespace(namespace, { limits: 'none' })
    await namespace.putMany(Array.from({ length: 1001 }, (_, i) => [`k${i}`, i]))
    expect(await kv.list()).toMatchObject({ list_complete: false, keys: { length: 1000 } })
  })

  test('metadata may be long', async () => {
    const kv = toKVNamespace(namespace, { limits: 'none' })
    await kv.put('k', 'v', { metadata: 'm'.repeat(5000) })
    expect((await kv.getWithMetadata('k')).metadata).toHaveLength(5000)
  })
})

test('other limits than those two are refused', () => {
  const limits = 'some' as 'none'
  expect(() => toKVNamespace(namespace, { limits })).toThrow("'cloudflare' or 'none'")
})

test('two faces on one namespace see the same entries, whatever mode the store has', async () => {
  const store = asyncStore(toAsync(memory()), { clock })
  const one = toKVNamespace(store.namespace('n'))
  const other = toKVNamespace(store.namespace('n'), { limits: 'none' })
  await one.put('k', 'v', { metadata: 'm' })
  expect(await other.getWithMetadata('k')).toEqual({ value: 'v', metadata: 'm', cacheStatus: null })
  await other.delete('k')
  expect(await one.get('k')).toBeNull()
})

test('a listing sees what is put ahead of it and goes on where a key was deleted', async () => {
  const kv = toKVNamespace(namespace)
  for (const name of ['a', 'b', 'd']) await kv.put(name, '')
  const page = await kv.list({ limit: 2 })
  if (page.list_complete) throw new Error('There is one key more.')
  await kv.delete('b')
  await kv.put('c', '')
  const rest = await kv.list({ cursor: page.cursor })
  expect(rest.keys.map(({ name }) => name)).toEqual(['c', 'd'])
})
