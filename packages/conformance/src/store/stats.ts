import { stats } from '@kvasir/core/stats'
import type { StoreSuite } from '../describe-store.ts'
import { codeOf, thrownBy } from '../failure.ts'
import { all, wait } from '../steps.ts'
import type { World } from '../world.ts'

/** What a store tells of its namespaces and of what was done. */
export function statsTests({ test, expect }: StoreSuite): void {
  const countsOf = async ({ store }: Pick<World, 'store'>): Promise<Record<string, number>> => {
    const { operations } = await store.stats()
    return Object.fromEntries(Object.entries(operations).map(([kind, { count }]) => [kind, count]))
  }

  test('a store without somebody who counts has no statistics', async ({ storeWith }) => {
    const store = storeWith({ stats: undefined })
    expect(await codeOf(() => store.stats())).toBe('INVALID_OPTION')
  })

  test('of each namespace entries, versions, bytes and what waits to be swept are told', async (world) => {
    const { clock } = world
    const store = world.storeWith({ stats })
    const short = store.namespace('short')
    await short.put('a', 'text')
    await short.put('b', 'text', { ttl: 5 })
    const kept = await store.createNamespace('kept', { history: 3 })
    for (const value of ['one', 'two', 'three', 'four']) await kept.put('a', value)
    clock.advance(5)
    const { namespaces } = await store.stats()
    expect(
      namespaces.map(({ name, entries, expired, versions }) => ({ name, entries, expired, versions })),
    ).toEqual([
      { name: 'kept', entries: 1, expired: 0, versions: 2 },
      { name: 'short', entries: 1, expired: 1, versions: 0 },
    ])
    const infos = await store.namespaces()
    expect(namespaces.map(({ bytes }) => bytes)).toEqual(infos.map(({ bytes }) => bytes))
    await store.sweep()
    expect((await store.stats()).namespaces[1]?.expired).toBe(0)
  })

  test('operations are counted by their kind, whether they succeed or not', async ({ storeWith }) => {
    const store = storeWith({ stats })
    expect(await countsOf({ store })).toEqual({})
    const kv = store.namespace('kv')
    await kv.put('a', 1)
    await kv.put('b', 1)
    await kv.get('a')
    await kv.getMany(['a', 'b'])
    await kv.increment('n', 2, { ttl: 50 })
    await kv.delete('b')
    await kv.delete('none')
    await all(kv.keys())
    expect(await codeOf(() => kv.put('a', 1, { ifAbsent: true }))).toBe('CONFLICT')
    expect(await countsOf({ store })).toEqual({
      put: 3,
      get: 1,
      getMany: 1,
      increment: 1,
      delete: 2,
      keys: 1,
    })
    expect([await kv.get('n'), await kv.ttl('n')]).toEqual([2, 50])
  })

  test('a transaction is one, and what it does is counted, too', async ({ storeWith, transact }) => {
    const store = storeWith({ stats })
    const kv = store.namespace('kv')
    await transact(store, (tx) => wait(tx.namespace('kv').put('a', 1)))
    await transact(kv, (tx) => wait(tx.put('a', 2)))
    await thrownBy(() =>
      transact(store, () => {
        throw new Error('no')
      }),
    )
    expect(await countsOf({ store })).toEqual({ transaction: 3, put: 2 })
    expect(await kv.get('a')).toBe(2)
  })

  test('statistics are those of one store', async ({ store, storeWith }) => {
    const [one, two] = [storeWith({ stats }), storeWith({ stats })]
    await one.namespace('kv').put('a', 1)
    await store.namespace('kv').put('a', 2)
    expect([await countsOf({ store: one }), await countsOf({ store: two })]).toEqual([{ put: 1 }, {}])
  })

  test('what was timed has times, the longest of which is the longest', async ({ mode, storeWith }) => {
    const store = storeWith({ stats })
    const kv = store.namespace('kv')
    for (let i = 0; i < 130; i++) await kv.put('a', i)
    await kv.list()
    const { put, list } = (await store.stats()).operations
    expect([put?.count, put?.timed, list?.timed]).toEqual([130, mode === 'sync' ? 2 : 130, 1])
    const { mean = -1, max = -1, p50 = -1, p99 = -1 } = put ?? {}
    expect(mean >= 0 && mean <= max && p50 <= p99 && p99 <= max).toBe(true)
  })
}
