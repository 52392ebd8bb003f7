import type { StoreSuite } from '../describe-store.ts'
import { codeOf, thrownBy } from '../failure.ts'
import { all, wait } from '../steps.ts'
import { NAMESPACE_CALLS } from './calls.ts'

export function namespaceEndTests({ test, testWith, expect }: StoreSuite): void {
  test('deleteNamespace deletes everything in it and nothing else, and tells whether there was one', async ({
    store,
  }) => {
    for (const name of ['kv', 'kv2', 'k', 'KV', '']) await store.namespace(name).put('a', name)
    expect(await store.deleteNamespace('kv')).toBe(true)
    expect(await store.deleteNamespace('kv')).toBe(false)
    expect(await store.deleteNamespace('never')).toBe(false)
    expect((await store.namespaces()).map(({ name }) => name)).toEqual(['', 'KV', 'k', 'kv2'])
    for (const name of ['kv2', 'k', 'KV', '']) expect(await store.namespace(name).get('a')).toBe(name)
  })

  for (const [name, call] of NAMESPACE_CALLS) {
    test(`${name} on a namespace that was deleted throws NAMESPACE_DELETED, before and after it is created again`, async ({
      store,
    }) => {
      const kv = store.namespace('kv')
      const idle = store.namespace('kv')
      await kv.put('a', 5)
      await idle.get('a')
      await store.deleteNamespace('kv')
      for (const handle of [kv, idle]) expect(await codeOf(() => call(handle))).toBe('NAMESPACE_DELETED')
      expect(await store.namespaces()).toEqual([])
      const fresh = store.namespace('kv')
      await fresh.put('a', 'fresh')
      for (const handle of [kv, idle]) expect(await codeOf(() => call(handle))).toBe('NAMESPACE_DELETED')
      expect(await all(fresh.entries())).toEqual([['a', 'fresh']])
    })
  }

  test('a namespace that is created again is empty, without the old configuration', async ({ store }) => {
    const old = await store.createNamespace('kv', { description: 'old', ttl: 10 })
    await old.put('a', 1)
    await store.deleteNamespace('kv')
    const kv = await store.createNamespace('kv')
    expect(await kv.count()).toBe(0)
    await kv.put('b', 1)
    expect(await all(kv.keys())).toEqual(['b'])
    expect(await kv.ttl('b')).toBe(Infinity)
    expect((await store.namespaces())[0]?.description).toBe(undefined)
  })

  test('a namespace that is deleted and created over and over stays empty at first', async ({ store }) => {
    for (let i = 0; i < 5; i++) {
      const kv = store.namespace('kv')
      expect(await kv.count()).toBe(0)
      await kv.put(`${i}`, i)
      expect(await all(kv.keys())).toEqual([`${i}`])
      expect(await store.deleteNamespace('kv')).toBe(true)
    }
  })

  test('a transaction deletes and creates namespaces, or leaves them as they were', async ({
    store,
    transact,
  }) => {
    await store.namespace('old').put('a', 1)
    const work = (fails: boolean): unknown =>
      transact(store, function* (tx) {
        expect(yield* wait(tx.deleteNamespace('old'))).toBe(true)
        yield* wait(tx.createNamespace('made', { ttl: 10 }))
        yield* wait(tx.namespace('written').put('b', 1))
        expect((yield* wait(tx.namespaces())).map(({ name, entries }) => [name, entries])).toEqual([
          ['made', 0],
          ['written', 1],
        ])
        const again = tx.namespace('old')
        expect(yield* wait(again.has('a'))).toBe(false)
        yield* wait(again.put('c', 1))
        if (fails) throw new Error('undo')
      })
    await thrownBy(() => work(true))
    expect((await store.namespaces()).map(({ name }) => name)).toEqual(['old'])
    expect(await store.namespace('old').get('a')).toBe(1)
    expect(await store.namespace('written').get('b')).toBe(undefined)
    await work(false)
    expect((await store.namespaces()).map(({ name, entries }) => [name, entries])).toEqual([
      ['made', 0],
      ['old', 1],
      ['written', 1],
    ])
    expect(await all(store.namespace('old').entries())).toEqual([['c', 1]])
  })

  test('a handle ends with a transaction that deletes its namespace, and not with one that is undone', async ({
    store,
    transact,
  }) => {
    const kv = store.namespace('kv')
    await kv.put('a', 1)
    await thrownBy(() =>
      transact(store, function* (tx) {
        yield* wait(tx.deleteNamespace('kv'))
        throw new Error('undo')
      }),
    )
    expect(await kv.get('a')).toBe(1)
    await kv.put('a', 2)
    await transact(store, (tx) => wait(tx.deleteNamespace('kv')))
    expect(await codeOf(() => kv.get('a'))).toBe('NAMESPACE_DELETED')
    expect(await codeOf(() => kv.put('a', 3))).toBe('NAMESPACE_DELETED')
    expect(await store.namespaces()).toEqual([])
  })

  testWith(
    'another',
    'a write through another connection to a namespace that was deleted throws, and brings nothing back',
    async ({ store, another }) => {
      const other = await another()
      const theirs = other.namespace('kv')
      await theirs.put('a', 1)
      expect(await store.deleteNamespace('kv')).toBe(true)
      expect(await codeOf(() => theirs.put('b', 1))).toBe('NAMESPACE_DELETED')
      expect(await codeOf(() => theirs.increment('a'))).toBe('NAMESPACE_DELETED')
      expect(await other.namespaces()).toEqual([])
      await other.namespace('kv').put('c', 1)
      expect(await all(store.namespace('kv').keys())).toEqual(['c'])
    },
  )

  testWith(
    'another',
    'a handle never writes to a namespace that another connection has put in the place of its own',
    async ({ store, another }) => {
      const theirs = (await another()).namespace('kv')
      await theirs.put('a', 1)
      await store.deleteNamespace('kv')
      await store.namespace('kv').put('b', 1)
      expect(await codeOf(() => theirs.put('c', 1))).toBe('NAMESPACE_DELETED')
      expect(await codeOf(() => theirs.increment('b'))).toBe('NAMESPACE_DELETED')
      expect(await all(store.namespace('kv').entries())).toEqual([['b', 1]])
    },
  )
}
