import type { StoreSuite } from '../describe-store.ts'
import { codeOf, thrownBy } from '../failure.ts'
import { all, wait } from '../steps.ts'
import type { AnyStore, World } from '../world.ts'

const IN_MEMORY = { storage: 'memory' } as const

/** Namespaces whose entries are in memory, whatever becomes of the others. */
export function inMemoryTests({ test, testWith, expect }: StoreSuite): void {
  const refuses = async (store: AnyStore): Promise<boolean> => {
    if (store.backend.capabilities.memorySide) return false
    expect(await codeOf(() => store.createNamespace('m', IN_MEMORY))).toBe('UNAVAILABLE')
    return true
  }
  /** Where the backend has no memory for them, the test is that this is said. */
  const testIn = (name: string, body: (world: World) => Promise<void>): void =>
    test(name, async (world) => {
      if (!(await refuses(world.store))) await body(world)
    })

  test('a namespace that the backend cannot keep in memory is refused, and none is made', async ({
    store,
  }) => {
    if (await refuses(store)) expect(await store.namespaces()).toEqual([])
  })

  testIn('a namespace in memory holds entries like any other', async ({ store, clock }) => {
    const kv = await store.createNamespace('m', { ...IN_MEMORY, ttl: 100 })
    await kv.put('a', 1)
    await kv.put('b', { deep: [1] }, { metadata: 'm', ttl: 5 })
    await kv.increment('a')
    expect(await all(kv.entries())).toEqual([
      ['a', 2],
      ['b', { deep: [1] }],
    ])
    clock.advance(5)
    expect(await kv.get('b')).toBe(undefined)
    expect(await store.sweep()).toBe(1)
    expect(await kv.delete('a')).toBe(true)
    expect(await kv.count()).toBe(0)
  })

  testIn('it is listed with its configuration and its sizes', async ({ store }) => {
    const kv = await store.createNamespace('m', IN_MEMORY)
    await kv.put('a', 'text')
    const [info] = await store.namespaces()
    expect([info?.name, info?.storage, info?.entries, (info?.bytes ?? 0) > 0]).toEqual([
      'm',
      'memory',
      1,
      true,
    ])
  })

  testIn('entries of the same keys in other namespaces are others', async ({ store }) => {
    const one = await store.createNamespace('one', IN_MEMORY)
    const two = await store.createNamespace('two', IN_MEMORY)
    const kept = store.namespace('kept')
    await one.put('a', 1)
    await two.put('a', 2)
    await kept.put('a', 3)
    await one.clear()
    expect([await one.get('a'), await two.get('a'), await kept.get('a')]).toEqual([undefined, 2, 3])
  })

  testIn('where entries are is fixed, and the rest of the configuration is not', async ({ store }) => {
    const kv = await store.createNamespace('m', IN_MEMORY)
    await kv.put('a', 1)
    const elsewhere = { storage: 'persistent', ifExists: 'update' } as const
    expect(await codeOf(() => store.createNamespace('m', elsewhere))).toBe('INVALID_OPTION')
    await store.createNamespace('m', { ttl: 50, ifExists: 'update' })
    await kv.put('b', 1)
    expect([await kv.ttl('a'), await kv.ttl('b')]).toEqual([Infinity, 50])
    await store.namespace('kept').put('a', 1)
    await store.createNamespace('kept', { storage: 'persistent', ifExists: 'update' })
    await store.createNamespace('kept', { ifExists: 'update' })
    expect(await codeOf(() => store.createNamespace('kept', { ...IN_MEMORY, ifExists: 'update' }))).toBe(
      'INVALID_OPTION',
    )
  })

  testIn(
    'a transaction writes to memory and to the rest together, or to none',
    async ({ store, transact }) => {
      const cache = await store.createNamespace('m', IN_MEMORY)
      const kept = store.namespace('kept')
      await kept.put('sum', 100)
      const move = (by: number): unknown =>
        transact(store, function* (tx) {
          yield* wait(tx.namespace('m').increment('sum', by))
          const left = yield* wait(tx.namespace('kept').increment('sum', -by))
          if (left < 0) throw new Error('not enough')
        })
      await move(30)
      expect([await cache.get('sum'), await kept.get('sum')]).toEqual([30, 70])
      await thrownBy(() => move(71))
      expect([await cache.get('sum'), await kept.get('sum')]).toEqual([30, 70])
    },
  )

  testIn(
    'a transaction can make one, and what is read in memory counts as read',
    async ({ store, transact }) => {
      await transact(store, function* (tx) {
        const made = yield* wait(tx.createNamespace('m', IN_MEMORY))
        yield* wait(made.put('a', 1))
        yield* wait(tx.namespace('kept').put('a', 1))
      })
      const kv = store.namespace('m')
      let runs = 0
      await transact(store, function* (tx) {
        const seen = yield* wait(tx.namespace('m').get('a'))
        if (runs++ === 0) yield* wait(kv.put('a', 2))
        yield* wait(tx.namespace('kept').put('a', seen))
      })
      expect([runs, await store.namespace('kept').get('a')]).toEqual([2, 2])
    },
  )

  testIn('increments in memory and in transactions with others lose nothing', async ({ store, transact }) => {
    const kv = await store.createNamespace('m', IN_MEMORY)
    const both = (): unknown =>
      transact(store, function* (tx) {
        yield* wait(tx.namespace('m').increment('n'))
        yield* wait(tx.namespace('kept').increment('n'))
      })
    await Promise.all(Array.from({ length: 20 }, (_, i) => (i % 2 === 0 ? kv.increment('n') : both())))
    expect([await kv.get('n'), await store.namespace('kept').get('n')]).toEqual([20, 10])
  })

  testIn('limits, eviction and history are kept in memory, too', async ({ store }) => {
    const few = await store.createNamespace('few', { ...IN_MEMORY, maxEntries: 2, eviction: 'oldest' })
    for (const key of ['a', 'b', 'c']) await few.put(key, key)
    expect(await all(few.keys())).toEqual(['b', 'c'])
    const kv = await store.createNamespace('m', { ...IN_MEMORY, history: 3 })
    for (const value of [1, 2, 3]) await kv.put('a', value)
    expect((await kv.history('a')).length).toBe(3)
  })

  testIn('a namespace that was deleted leaves nothing to its namesake', async ({ store }) => {
    const old = await store.createNamespace('m', IN_MEMORY)
    await old.put('a', 1)
    expect(await store.deleteNamespace('m')).toBe(true)
    expect(await codeOf(() => old.put('a', 2))).toBe('NAMESPACE_DELETED')
    expect(await (await store.createNamespace('m', IN_MEMORY)).get('a')).toBe(undefined)
  })

  testIn('revisions rise with each write, whichever side it goes to', async ({ store }) => {
    const kv = await store.createNamespace('m', IN_MEMORY)
    const kept = store.namespace('kept')
    let newest = 0
    for (let i = 0; i < 12; i++) {
      const revision = await (i % 4 === 3 ? kept : kv).put('a', i)
      expect(revision > newest).toBe(true)
      newest = revision
    }
  })

  testWith(
    'reopen',
    'its configuration is there when the data is opened again, and no entry',
    async (world) => {
      const { store } = world
      if (await refuses(store)) return
      const limited = { ...IN_MEMORY, maxEntries: 2, description: 'd' }
      const kv = await store.createNamespace('m', limited)
      await kv.put('a', 1)
      await kv.put('b', 1)
      await store.namespace('kept').put('a', 1)
      const reopened = await world.reopen()
      const again = reopened.namespace('m')
      expect(await again.get('a')).toBe(undefined)
      const { createdAt: _, ...info } = (await reopened.namespaceInfo('m'))!
      expect(info).toEqual({ name: 'm', ...limited, entries: 0, bytes: 0 })
      for (const key of ['c', 'd']) await again.put(key, 1)
      expect(await codeOf(() => again.put('e', 1))).toBe('LIMIT_EXCEEDED')
      expect(await reopened.namespace('kept').get('a')).toBe(1)
    },
  )

  testWith('another', 'its entries are those of the connection alone', async ({ store, another }) => {
    if (await refuses(store)) return
    const kv = await store.createNamespace('m', IN_MEMORY)
    const other = await another()
    const elsewhere = other.namespace('m')
    await kv.put('a', 1)
    expect(await elsewhere.get('a')).toBe(undefined)
    await elsewhere.put('a', 2)
    expect(await kv.get('a')).toBe(1)
    await other.deleteNamespace('m')
    expect(await codeOf(() => kv.put('a', 3))).toBe('NAMESPACE_DELETED')
  })
}
