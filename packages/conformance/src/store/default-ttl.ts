import { START } from '../clock.ts'
import type { StoreSuite } from '../describe-store.ts'

export function defaultTtlTests({ test, testWith, expect }: StoreSuite): void {
  test('an entry without an expiry of its own gets the default of its namespace', async ({
    store,
    clock,
  }) => {
    const kv = await store.createNamespace('kv', { ttl: 100 })
    await kv.put('put', 1)
    await kv.putMany([['many', 1]])
    await kv.increment('increment')
    await kv.update('update', () => 1)
    await kv.put('kept', 1, { keepTtl: true })
    for (const key of ['put', 'many', 'increment', 'update', 'kept']) expect(await kv.ttl(key)).toBe(100)
    clock.advance(99)
    expect(await kv.count()).toBe(5)
    clock.advance(1)
    expect(await kv.count()).toBe(0)
  })

  test('the default is also the longest that an entry may ask for', async ({ store }) => {
    const kv = await store.createNamespace('kv', { ttl: 100 })
    await kv.put('shorter', 1, { ttl: 40 })
    await kv.put('longer', 1, { ttl: 1_000 })
    await kv.put('later', 1, { expiresAt: START + 1_000 })
    await kv.put('sooner', 1, { expiresAt: START + 70 })
    await kv.putMany([['many', 1]], { ttl: 1_000 })
    await kv.increment('increment', 1, { ttl: 1_000 })
    const rest = async (key: string): Promise<unknown> => await kv.ttl(key)
    expect([await rest('shorter'), await rest('longer'), await rest('later'), await rest('sooner')]).toEqual([
      40, 100, 100, 70,
    ])
    expect([await rest('many'), await rest('increment')]).toEqual([100, 100])
    expect(await kv.expire('shorter', 5_000)).toBe(true)
    expect(await kv.expire('sooner', { expiresAt: START + 5_000 })).toBe(true)
    expect([await rest('shorter'), await rest('sooner')]).toEqual([100, 100])
  })

  test('each put counts the default anew, increment and update do not', async ({ store, clock }) => {
    const kv = await store.createNamespace('kv', { ttl: 100 })
    await kv.putMany([
      ['a', 1],
      ['b', 1],
      ['c', 1],
      ['d', 1],
    ])
    clock.advance(60)
    await kv.put('a', 2)
    await kv.increment('b')
    await kv.update('c', () => 2)
    await kv.put('d', 2, { keepTtl: true })
    expect([await kv.ttl('a'), await kv.ttl('b'), await kv.ttl('c'), await kv.ttl('d')]).toEqual([
      100, 40, 40, 40,
    ])
  })

  test('persist leaves the default', async ({ store }) => {
    const kv = await store.createNamespace('kv', { ttl: 100 })
    await kv.put('a', 1, { ttl: 10 })
    expect(await kv.persist('a')).toBe(true)
    expect(await kv.ttl('a')).toBe(100)
  })

  test('the default of one namespace is not that of another', async ({ store }) => {
    await store.createNamespace('timed', { ttl: 100 })
    const plain = await store.createNamespace('plain')
    await plain.put('a', 1)
    expect(await plain.ttl('a')).toBe(Infinity)
  })

  test('the default holds in transactions', async ({ store, transact }) => {
    const kv = await store.createNamespace('kv', { ttl: 100 })
    await transact(kv, function* (tx) {
      yield tx.put('a', 1)
      yield tx.put('b', 1, { ttl: 1_000 })
    })
    expect([await kv.ttl('a'), await kv.ttl('b')]).toEqual([100, 100])
  })

  testWith('reopen', 'the default is kept with the data', async ({ store, reopen }) => {
    await store.createNamespace('kv', { ttl: 100 })
    const kv = (await reopen()).namespace('kv')
    await kv.put('a', 1)
    expect(await kv.ttl('a')).toBe(100)
  })
}
