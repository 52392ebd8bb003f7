import type { StoreSuite } from '../describe-store.ts'
import { thrownBy } from '../failure.ts'
import { all, wait } from '../steps.ts'

export function acrossTests({ test, expect }: StoreSuite): void {
  test('a transaction writes to many namespaces together, or to none', async ({ store, transact }) => {
    const from = store.namespace('from')
    const to = store.namespace('to')
    await from.put('sum', 100)
    const move = (by: number): unknown =>
      transact(store, function* (tx) {
        yield* wait(tx.namespace('to').increment('sum', by))
        const left = yield* wait(tx.namespace('from').increment('sum', -by))
        if (left < 0) throw new Error('not enough')
      })
    await move(30)
    expect([await from.get('sum'), await to.get('sum')]).toEqual([70, 30])
    await thrownBy(() => move(71))
    expect([await from.get('sum'), await to.get('sum')]).toEqual([70, 30])
  })

  test('a namespace that is first written in a transaction exists if the transaction succeeds', async ({
    store,
    transact,
  }) => {
    const outside = store.namespace('new')
    await thrownBy(() =>
      transact(store, function* (tx) {
        yield* wait(tx.namespace('new').put('a', 1))
        throw new Error('undo')
      }),
    )
    expect(await store.namespaces()).toEqual([])
    expect(await outside.get('a')).toBe(undefined)
    await transact(store, (tx) => wait(tx.namespace('new').put('a', 2)))
    expect((await store.namespaces()).map(({ name }) => name)).toEqual(['new'])
    expect(await outside.get('a')).toBe(2)
    await outside.put('b', 3)
    expect(await all(outside.entries())).toEqual([
      ['a', 2],
      ['b', 3],
    ])
  })

  test('a namespace that is first written in an inner transaction that throws does not exist', async ({
    store,
    transact,
  }) => {
    await transact(store, function* (outer) {
      yield* wait(outer.namespace('kept').put('a', 1))
      try {
        yield* wait(
          transact(outer, function* (inner) {
            yield* wait(inner.namespace('undone').put('a', 1))
            yield* wait(inner.namespace('kept').put('b', 1))
            throw new Error('undo')
          }),
        )
      } catch {
        expect(yield* wait(outer.namespace('undone').has('a'))).toBe(false)
      }
      yield* wait(transact(outer, (inner) => wait(inner.namespace('second').put('c', 1))))
    })
    expect((await store.namespaces()).map(({ name, entries }) => [name, entries])).toEqual([
      ['kept', 1],
      ['second', 1],
    ])
    await store.namespace('undone').put('z', 1)
    expect(await all(store.namespace('kept').keys())).toEqual(['a'])
    expect(await all(store.namespace('second').keys())).toEqual(['c'])
    expect(await all(store.namespace('undone').keys())).toEqual(['z'])
  })

  test('two namespaces that are first written in one transaction are apart', async ({ store, transact }) => {
    await transact(store, function* (tx) {
      yield* wait(tx.namespace('one').put('a', 1))
      yield* wait(tx.namespace('two').put('a', 2))
      yield* wait(tx.namespace('one').put('b', 1))
    })
    expect(await all(store.namespace('one').keys())).toEqual(['a', 'b'])
    expect(await all(store.namespace('two').entries())).toEqual([['a', 2]])
  })

  test('all handles to a namespace in a transaction see the same', async ({ store, transact }) => {
    await transact(store, function* (tx) {
      const [one, two] = [tx.namespace('kv'), tx.namespace('kv')]
      yield* wait(one.put('a', 1))
      expect(yield* wait(two.get('a'))).toBe(1)
      yield* wait(two.put('a', 2))
      expect(yield* wait(one.get('a'))).toBe(2)
    })
  })

  test('a configuration that is replaced in a transaction holds in it, and afterwards for open handles', async ({
    store,
    transact,
  }) => {
    const kv = await store.createNamespace('kv', { ttl: 100 })
    await transact(store, function* (tx) {
      const made = yield* wait(tx.createNamespace('kv', { ttl: 20, ifExists: 'update' }))
      yield* wait(made.put('a', 1))
      expect(yield* wait(made.ttl('a'))).toBe(20)
    })
    expect(await kv.ttl('a')).toBe(20)
    await kv.put('b', 1)
    expect(await kv.ttl('b')).toBe(20)
  })
}
