import { asyncStore, type Namespace, syncStore, toAsync } from '@kvasir/core'
import { memory } from '@kvasir/memory'
import { Keyv, type KeyvStorageAdapter } from 'keyv'
import { Keyv as Keyv5, type KeyvStoreAdapter as Keyv5StoreAdapter } from 'keyv5'
import { expect, expectTypeOf, test } from 'vitest'
import { KvasirKeyv, KvasirKeyv5 } from './index.ts'

test('the adapters are what Keyv takes', () => {
  expectTypeOf<KvasirKeyv>().toExtend<
    Pick<KeyvStorageAdapter, 'namespace' | 'capabilities' | 'get' | 'set' | 'setMany' | 'delete' | 'clear'>
  >()
  expectTypeOf<KvasirKeyv>().toExtend<
    Pick<KeyvStorageAdapter, 'has' | 'hasMany' | 'getMany' | 'deleteMany' | 'iterator'>
  >()
  expectTypeOf<KvasirKeyv5>().toExtend<
    Pick<Keyv5StoreAdapter, 'opts' | 'namespace' | 'get' | 'set' | 'delete'>
  >()
})

test('Keyv uses the adapter as it is', () => {
  const adapter = new KvasirKeyv(syncStore(memory()).namespace('cache'))
  expect(new Keyv({ store: adapter }).store).toBe(adapter)
})

test.each<[adapter: string, keyv: string, right: string, give: (cache: Namespace) => unknown]>([
  ['KvasirKeyv', 'Keyv 5', 'KvasirKeyv5', (cache) => new Keyv5({ store: new KvasirKeyv(cache) })],
  // @ts-expect-error The types refuse it, too.
  ['KvasirKeyv', 'Keyv 5 alone', 'KvasirKeyv5', (cache) => new Keyv5(new KvasirKeyv(cache))],
  [
    'KvasirKeyv',
    'Keyv 5 later',
    'KvasirKeyv5',
    (cache) => Object.assign(new Keyv5(), { store: new KvasirKeyv(cache) }),
  ],
  ['KvasirKeyv5', 'Keyv 6', 'KvasirKeyv', (cache) => new Keyv({ store: new KvasirKeyv5(cache) })],
  ['KvasirKeyv5', 'Keyv 6 alone', 'KvasirKeyv', (cache) => new Keyv(new KvasirKeyv5(cache))],
  [
    'KvasirKeyv5',
    'Keyv 6 later',
    'KvasirKeyv',
    (cache) => Object.assign(new Keyv(), { store: new KvasirKeyv5(cache) }),
  ],
])('a %s that is given to %s is refused at once, and %s named', (_, __, right, give) => {
  const cache = syncStore(memory()).namespace('cache')
  expect(() => give(cache)).toThrow(
    expect.objectContaining({ code: 'INVALID_OPTION', message: expect.stringContaining(`a ${right} of`) }),
  )
})

test('the types of the adapters refuse the other Keyv', () => {
  expectTypeOf<KvasirKeyv>().not.toExtend<Pick<Keyv5StoreAdapter, 'opts'>>()
  expectTypeOf<KvasirKeyv5>().not.toExtend<Pick<KeyvStorageAdapter, 'capabilities'>>()
})

test('what Keyv 5 has put, Keyv 6 reads', async () => {
  const cache = asyncStore(toAsync(memory())).namespace('cache')
  await new Keyv5({ store: new KvasirKeyv5(cache), namespace: 'users' }).set('ada', { name: 'Ada' }, 60_000)
  const keyv = new Keyv({ store: new KvasirKeyv(cache), namespace: 'users' })
  expect(await keyv.get('ada')).toEqual({ name: 'Ada' })
})

test.each([
  ['Keyv 5', KvasirKeyv5],
  ['Keyv 6', KvasirKeyv],
])(
  'an entry is there for its whole time to live, the last millisecond included, with %s',
  async (_, Adapter) => {
    let now = 1_000_000
    const cache = syncStore(memory(), { clock: () => now }).namespace('cache')
    const adapter = new Adapter(cache)
    // Keyv 5 gives a duration, Keyv 6 a moment.
    await adapter.set('ada', '1', Adapter === KvasirKeyv5 ? 60_000 : now + 60_000)
    now += 60_000
    expect(await adapter.get('ada')).toBe('1')
    now += 1
    expect(await adapter.get('ada')).toBeUndefined()
  },
)

interface Cache {
  set(key: string, value: string, ttl: number): Promise<boolean>
  get(key: string): Promise<unknown>
}

test.each<[name: string, open: (cache: Namespace) => Cache]>([
  ['Keyv 5', (cache) => new Keyv5({ store: new KvasirKeyv5(cache) })],
  ['Keyv 6', (cache) => new Keyv({ store: new KvasirKeyv(cache) })],
])('a time to live beyond all dates is for ever, with %s', async (_, open) => {
  const cache = syncStore(memory()).namespace('cache')
  const keyv = open(cache)
  for (const ttl of [Number.MAX_SAFE_INTEGER, 8.64e15, 1e300, Infinity]) {
    expect(await keyv.set(`${ttl}`, 'kept', ttl)).toBe(true)
    expect(await keyv.get(`${ttl}`)).toBe('kept')
  }
  expect([...cache.keys()].map((key) => cache.ttl(key))).toEqual([Infinity, Infinity, Infinity, Infinity])
})

test('several entries are set with an expiry each, or none of them', async () => {
  const cache = syncStore(memory(), { clock: () => 1_000 }).namespace('cache')
  const adapter = new KvasirKeyv(cache)
  await adapter.setMany([
    { key: 'ada', value: '1', expires: 2_000 },
    { key: 'bob', value: '2' },
  ])
  expect(cache.getEntry('ada')?.expiresAt).toBe(2_001)
  expect(cache.getEntry('bob')?.expiresAt).toBeUndefined()
  await expect(
    adapter.setMany([
      { key: 'eve', value: '3' },
      { key: '\ud800', value: '4' },
    ]),
  ).rejects.toMatchObject({ code: 'INVALID_KEY' })
  expect(cache.has('eve')).toBe(false)
})

test('Keyv 6 is told of each key whether it was there', async () => {
  const keyv = new Keyv({ store: new KvasirKeyv(asyncStore(toAsync(memory())).namespace('cache')) })
  await keyv.set('ada', 1)
  expect(await keyv.deleteMany(['ada', 'bob', 'ada'])).toEqual([true, false, false])
})

test('without serialization values are kept as Kvasir keeps values', async () => {
  const cache = syncStore(memory()).namespace('cache')
  const keyv = new Keyv({ store: new KvasirKeyv(cache), serialization: false })
  await keyv.set('ada', { name: 'Ada' })
  expect(await keyv.get('ada')).toEqual({ name: 'Ada' })
  expect(cache.get('ada')).toEqual({ value: { name: 'Ada' } })
})

test.each([
  [
    'Keyv 5',
    (cache: Namespace) =>
      Object.assign(new Keyv5({ store: new KvasirKeyv5(cache) }), { serialize: undefined }),
  ],
  ['Keyv 6', (cache: Namespace) => new Keyv({ store: new KvasirKeyv(cache), serialization: false })],
])('without serialization several entries are set like one, with %s', async (_, open) => {
  const cache = syncStore(memory()).namespace('cache')
  const keyv = open(cache)
  await keyv.set('one', { name: 'Ada' })
  expect(await keyv.setMany([{ key: 'several', value: { name: 'Ada' } }])).toEqual([true])
  expect([...cache.values()]).toEqual([{ value: { name: 'Ada' } }, { value: { name: 'Ada' } }])
})

test('a namespace of Keyv is cleared alone, and everything without one', async () => {
  const cache = asyncStore(toAsync(memory())).namespace('cache')
  const users = new Keyv({ store: new KvasirKeyv(cache), namespace: 'users' })
  const pages = new Keyv({ store: new KvasirKeyv(cache), namespace: 'pages' })
  await users.set('ada', 1)
  await pages.set('home', 2)
  await users.clear()
  expect(await cache.count()).toBe(1)
  await new Keyv({ store: new KvasirKeyv(cache) }).clear()
  expect(await cache.count()).toBe(0)
})

test.each([
  ['Keyv 5', KvasirKeyv5],
  ['Keyv 6', KvasirKeyv],
])('an empty namespace is none, with %s', async (_, Adapter) => {
  const cache = syncStore(memory()).namespace('cache')
  const adapter = new Adapter(cache)
  adapter.namespace = ''
  await adapter.set('ada', '1')
  expect([...cache.keys()]).toEqual(['ada'])
  await adapter.clear()
  expect(cache.count()).toBe(0)
})
