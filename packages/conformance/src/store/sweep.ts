import { brief, take } from '../changes.ts'
import type { StoreSuite } from '../describe-store.ts'
import { all } from '../steps.ts'
import type { AnyStore } from '../world.ts'

/** Milliseconds within which a store sweeps by itself. */
const ROUND = 60_000

export function sweepTests({ test, testWith, expect }: StoreSuite): void {
  test('sweep removes what has expired, of all namespaces, and answers how much', async ({
    store,
    clock,
  }) => {
    await fillBoth(store)
    expect(await store.sweep()).toBe(1)
    clock.advance(10)
    expect(await store.sweep()).toBe(2)
    expect(await store.sweep()).toBe(0)
    expect(await all(store.namespace('one').keys())).toEqual(['c', 'd'])
    expect((await store.namespaces()).map(({ bytes }) => bytes)).toEqual([4, 2])
    clock.advance(10)
    expect(await store.sweep()).toBe(1)
    expect(await all(store.namespace('one').keys())).toEqual(['d'])
  })

  test('sweep removes hundreds in one go, and no live entry', async ({ store, clock }) => {
    const kv = store.namespace('kv')
    const keys = Array.from({ length: 600 }, (_, i) => `${i}`)
    await kv.putMany(
      keys.map((key) => [key, 1]),
      { ttl: 10 },
    )
    await kv.put('stays', 1)
    await kv.put('0', 2)
    clock.advance(10)
    expect(await store.sweep()).toBe(599)
    expect(await all(kv.keys())).toEqual(['0', 'stays'])
  })

  test('a sweep in a namespace with rules keeps to them', async ({ store, clock }) => {
    const kv = await store.createNamespace('kv', { history: 3, maxEntries: 2, maxBytes: 80 })
    await kv.put('a', 'x'.repeat(30), { ttl: 10 })
    await kv.put('b', 'x'.repeat(30), { ttl: 10 })
    clock.advance(10)
    expect(await store.sweep()).toBe(2)
    expect((await kv.history('a')).map(({ operation }) => operation)).toEqual(['expire', 'put'])
    await kv.purge('a')
    await kv.purge('b')
    await kv.put('c', 1)
  })

  test('a store sweeps by itself from time to time', async ({ store, clock }) => {
    const kv = store.namespace('kv')
    await kv.put('a', 1, { ttl: 10 })
    // Whoever watches another namespace causes no sweeping of this one, and sees that it has come.
    const other = store.namespace('other')
    await other.put('b', 1, { ttl: 10 })
    const { bytes } = (await store.namespaceInfo('kv'))!
    expect(bytes).toBe(2)
    clock.advance(ROUND)
    const changes = other.watch({ from: 0 })
    expect((await take(changes, 1)).map(brief)).toEqual(['expire b'])
    await changes.return?.()
    expect((await store.namespaceInfo('kv'))?.bytes).toBe(0)
  })

  test('a store that is closed sweeps no more', async ({ store, clock }) => {
    await store.namespace('kv').put('a', 1, { ttl: 10 })
    await store.close()
    clock.advance(3 * ROUND)
  })

  testWith(
    'another',
    'two connections that sweep at once remove everything once',
    async ({ store, another, clock }) => {
      await fillBoth(store)
      const other = await another()
      clock.advance(10)
      const swept = await Promise.all([store, other].map(async (each) => await each.sweep()))
      expect(swept.reduce((sum, count) => sum + count, 0)).toBe(3)
      expect(await all(store.namespace('one').keys())).toEqual(['c', 'd'])
      expect(await all(other.namespace('two').keys())).toEqual(['e'])
    },
  )

  testWith(
    'another',
    'what is put again while another connection sweeps stays',
    async ({ store, another, clock }) => {
      const kv = store.namespace('kv')
      const other = await another()
      const keys = Array.from({ length: 20 }, (_, i) => `${i}`)
      await kv.putMany(
        keys.map((key) => [key, 'old']),
        { ttl: 10 },
      )
      clock.advance(10)
      const sweep = other.sweep()
      await Promise.all(keys.slice(0, 10).map(async (key) => await kv.put(key, 'new')))
      await sweep
      await other.sweep()
      expect(await kv.getMany(keys.slice(0, 10))).toEqual(keys.slice(0, 10).map(() => 'new'))
      expect(await kv.count()).toBe(10)
    },
  )
}

async function fillBoth(store: AnyStore): Promise<void> {
  const [one, two] = [store.namespace('one'), store.namespace('two')]
  await one.put('a', 1, { ttl: 10 })
  await one.put('b', 1, { ttl: 0 })
  await one.put('c', 1, { ttl: 20 })
  await one.put('d', 1)
  await two.put('a', 1, { ttl: 10 })
  await two.put('e', 1)
  await two.put('b', 1, { ttl: 5 })
  await two.delete('b')
}
