import type { StoreSuite } from '../describe-store.ts'
import { codeOf, failureOf } from '../failure.ts'
import { all, wait } from '../steps.ts'

/** Limits where several writes, namespaces or connections come together. */
export function limitsAcrossTests({ mode, test, testWith, expect }: StoreSuite): void {
  test('a transaction is judged at its end', async ({ store, transact }) => {
    const kv = await store.createNamespace('kv', { maxEntries: 2, maxValueBytes: 3 })
    await kv.put('a', 1)
    await transact(kv, function* (tx) {
      for (const key of ['b', 'c', 'd']) yield* wait(tx.put(key, 'longer'))
      yield* wait(tx.deleteMany(['a', 'b']))
      yield* wait(tx.put('c', 'c'))
      yield* wait(tx.delete('d'))
      yield* wait(tx.put('d', 'd'))
    })
    expect(await all(kv.keys())).toEqual(['c', 'd'])
  })

  test('a transaction that would break a limit of one namespace writes to none', async ({
    store,
    transact,
  }) => {
    const one = await store.createNamespace('one', { maxEntries: 5 })
    const two = await store.createNamespace('two', { maxEntries: 1 })
    const work = (): unknown =>
      transact(store, function* (tx) {
        yield* wait(tx.namespace('one').put('a', 1))
        yield* wait(tx.namespace('free').put('a', 1))
        yield* wait(tx.namespace('two').put('a', 1))
        yield* wait(tx.namespace('two').put('b', 1))
      })
    expect((await failureOf(work)).limit).toEqual({ namespace: 'two', name: 'maxEntries', max: 1, size: 2 })
    expect([await one.count(), await two.count()]).toEqual([0, 0])
    expect(await store.namespaceInfo('free')).toBe(undefined)
  })

  test('a transaction that throws counts for nothing', async ({ store, transact }) => {
    const kv = await store.createNamespace('kv', { maxEntries: 2 })
    for (let i = 0; i < 3; i++) {
      const code = await codeOf(() =>
        transact(kv, function* (tx) {
          yield* wait(tx.put(`${i}`, 1))
          yield* wait(tx.increment(`${i}`, NaN))
        }),
      )
      expect(code).toBe('INVALID_OPTION')
    }
    await kv.put('a', 1)
    await kv.put('b', 1)
    expect(await codeOf(() => kv.put('c', 1))).toBe('LIMIT_EXCEEDED')
  })

  test('an inner transaction that is undone leaves nothing to be judged', async ({ store, transact }) => {
    const kv = await store.createNamespace('kv', { maxEntries: 1 })
    await transact(store, function* (outer) {
      try {
        yield* wait(
          transact(outer, function* (inner) {
            for (const key of ['x', 'y', 'z']) yield* wait(inner.namespace('kv').put(key, 1))
            throw new Error('undo')
          }),
        )
      } catch {
        yield* wait(outer.namespace('kv').put('a', 1))
      }
    })
    expect(await all(kv.keys())).toEqual(['a'])
  })

  test('a namespace that a transaction makes has its limits in it', async ({ store, transact }) => {
    const make = (count: number): unknown =>
      transact(store, (tx) =>
        wait(
          transact(tx, function* (inner) {
            const kv = yield* wait(inner.createNamespace('new', { maxEntries: 2, history: 2 }))
            for (let i = 0; i < count; i++) yield* wait(kv.put(`${i}`, i))
          }),
        ),
      )
    expect(await codeOf(() => make(3))).toBe('LIMIT_EXCEEDED')
    expect(await store.namespaces()).toEqual([])
    await make(2)
    const kv = store.namespace('new')
    expect(await codeOf(() => kv.put('c', 1))).toBe('LIMIT_EXCEEDED')
    await kv.put('0', 'new')
    expect((await kv.history('0')).length).toBe(2)
  })

  test('a configuration that a transaction sets judges what it has written before', async ({
    store,
    transact,
  }) => {
    const work = (maxEntries: number): unknown =>
      transact(store, function* (tx) {
        const kv = tx.namespace('kv')
        for (const key of ['a', 'b']) yield* wait(kv.put(key, 1))
        yield* wait(tx.createNamespace('kv', { maxEntries, ifExists: 'update' }))
      })
    expect(await codeOf(() => work(1))).toBe('LIMIT_EXCEEDED')
    await work(2)
    await work(2)
    expect(await codeOf(() => store.namespace('kv').put('c', 1))).toBe('LIMIT_EXCEEDED')
  })

  test('a namespace that a transaction writes to and deletes is gone, and its name is free', async ({
    store,
    transact,
  }) => {
    const kv = await store.createNamespace('kv', { maxEntries: 2, history: 3 })
    await kv.put('a', 1)
    await transact(store, function* (tx) {
      yield* wait(transact(tx, (inner) => wait(inner.namespace('kv').put('b', 1))))
      yield* wait(tx.namespace('kv').put('a', 2))
      yield* wait(tx.deleteNamespace('kv'))
      const again = yield* wait(tx.createNamespace('kv', { maxEntries: 1, history: 2 }))
      yield* wait(again.put('c', 1))
    })
    const again = store.namespace('kv')
    expect(await all(again.keys())).toEqual(['c'])
    expect(await again.history('a')).toEqual([])
    expect(await codeOf(() => again.put('d', 1))).toBe('LIMIT_EXCEEDED')
    expect((await store.namespaceInfo('kv'))?.bytes).toBe(2)
  })

  testWith('another', 'two connections together never exceed a limit', async ({ store, another }) => {
    const kv = await store.createNamespace('kv', { maxEntries: 5, maxBytes: 100 })
    const theirs = (await another()).namespace('kv')
    const attempts = [kv, theirs].flatMap((each, side) =>
      Array.from({ length: 5 }, (_, i) => async () => {
        try {
          await each.put(`${side}${i}`, i)
          return true
        } catch {
          return false
        }
      }),
    )
    const outcomes = await Promise.all(attempts.map((attempt) => attempt()))
    expect(outcomes.filter(Boolean).length).toBe(5)
    expect([await kv.count(), await theirs.count()]).toEqual([5, 5])
  })

  testWith('another', 'what one connection deletes makes room for the other', async ({ store, another }) => {
    const kv = await store.createNamespace('kv', { maxEntries: 2 })
    const theirs = (await another()).namespace('kv')
    await kv.put('a', 1)
    await theirs.put('b', 1)
    expect(await codeOf(() => kv.put('c', 1))).toBe('LIMIT_EXCEEDED')
    await theirs.delete('a')
    await kv.put('c', 1)
    expect(await codeOf(() => theirs.put('d', 1))).toBe('LIMIT_EXCEEDED')
  })

  testWith(
    'another',
    'a transaction that would break a limit only by what it has read runs again when that has changed',
    async ({ store, another, transact }) => {
      const kv = await store.createNamespace('kv', { maxEntries: 1 })
      const theirs = (await another()).namespace('kv')
      let runs = 0
      await transact(kv, function* (tx) {
        runs++
        const count = yield* wait(tx.count())
        if (runs === 1) yield* wait(theirs.put('theirs', 1))
        if (count === 0) yield* wait(tx.put('ours', 1))
      })
      expect([runs, await all(kv.keys())]).toEqual([2, ['theirs']])
    },
  )

  if (mode === 'async') {
    test('writes that are asked for at once are judged one after the other', async ({ store }) => {
      const kv = await store.createNamespace('kv', { maxEntries: 10, history: 2 })
      const puts = Array.from({ length: 20 }, (_, i) => kv.put(`${i}`, i))
      const outcomes = await Promise.allSettled(puts)
      const taken = outcomes.map(({ status }) => status === 'fulfilled')
      expect(taken).toEqual(Array.from({ length: 20 }, (_, i) => i < 10))
      const deletions = Promise.all(Array.from({ length: 5 }, (_, i) => kv.delete(`${i}`)))
      const increments = Array.from({ length: 6 }, (_, i) => kv.increment(`n${i}`))
      expect(
        (await Promise.allSettled(increments)).filter((each) => each.status === 'fulfilled').length,
      ).toBe(5)
      expect(await deletions).toEqual([true, true, true, true, true])
      expect(await kv.count()).toBe(10)
    })

    test('transactions at once never exceed a limit', async ({ store }) => {
      const kv = await store.createNamespace('kv', { maxEntries: 6 })
      const work = Array.from({ length: 8 }, (_, i) =>
        kv.transaction(async (tx) => {
          await (tx as typeof kv).put(`${i}`, i)
          await (tx as typeof kv).put(`again ${i}`, i)
        }),
      )
      const outcomes = await Promise.allSettled(work)
      expect(outcomes.filter(({ status }) => status === 'fulfilled').length).toBe(3)
      expect(await kv.count()).toBe(6)
    })
  }
}
