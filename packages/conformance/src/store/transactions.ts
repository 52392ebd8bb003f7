import type { StoreSuite } from '../describe-store.ts'
import { codeOf, thrownBy } from '../failure.ts'
import { all, wait } from '../steps.ts'

export function transactionTests({ test, expect }: StoreSuite): void {
  test('a transaction returns what its work returns', async ({ kv, transact }) => {
    await kv.put('a', 1)
    const result = await transact(kv, function* (tx) {
      return { found: yield* wait(tx.get('a')) }
    })
    expect(result).toEqual({ found: 1 })
    expect(await transact(kv, function* () {})).toBe(undefined)
  })

  test('writes become visible together, at the end', async ({ kv, transact }) => {
    await kv.put('c', 'old')
    await transact(kv, function* (tx) {
      yield* wait(tx.put('a', 1))
      yield* wait(tx.put('b', 2))
      yield* wait(tx.delete('c'))
      expect(yield* wait(kv.getMany(['a', 'b', 'c']))).toEqual([undefined, undefined, 'old'])
      expect((yield* wait(kv.list())).entries.length).toBe(1)
    })
    expect(await all(kv.entries())).toEqual([
      ['a', 1],
      ['b', 2],
    ])
  })

  test('a transaction that throws leaves no trace, and what it threw is thrown', async ({ kv, transact }) => {
    await kv.put('a', 'old', { ttl: 100, metadata: 'm' })
    await kv.put('b', 7)
    const before = await kv.list()
    const oops = new Error('oops')
    const failing = (): unknown =>
      transact(kv, function* (tx) {
        yield* wait(tx.put('a', 'new'))
        yield* wait(tx.put('c', 'new'))
        yield* wait(
          tx.putMany([
            ['d', 1],
            ['e', 2],
          ]),
        )
        yield* wait(tx.delete('b'))
        yield* wait(tx.increment('n'))
        yield* wait(tx.expire('a', 5))
        yield* wait(tx.clear({ prefix: 'd' }))
        throw oops
      })
    expect(await thrownBy(failing)).toBe(oops)
    expect(await kv.list()).toStrictEqual(before)
  })

  test('an error of an operation ends the transaction unless the work catches it', async ({
    kv,
    transact,
  }) => {
    await kv.put('a', 'text')
    const failing = (): unknown =>
      transact(kv, function* (tx) {
        yield* wait(tx.put('b', 1))
        yield* wait(tx.increment('a'))
      })
    expect(await codeOf(failing)).toBe('NOT_A_NUMBER')
    expect(await kv.has('b')).toBe(false)
    const caught = await transact(kv, function* (tx) {
      yield* wait(tx.put('b', 1))
      try {
        yield* wait(tx.increment('a'))
      } catch {
        return 'caught'
      }
      return 'nothing to catch'
    })
    expect(caught).toBe('caught')
    expect(await kv.get('b')).toBe(1)
  })

  test('every operation works on what the transaction has written itself', async ({ kv, transact }) => {
    await kv.putMany([
      ['a', 1],
      ['b', 2],
    ])
    await transact(kv, function* (tx) {
      yield* wait(tx.put('a', 10))
      yield* wait(tx.increment('a', 5))
      yield* wait(tx.update('b', (n) => (n as number) * 100))
      yield* wait(tx.increment('c'))
      yield* wait(tx.increment('c'))
      expect(yield* wait(tx.getMany(['a', 'b', 'c', 'd']))).toEqual([15, 200, 2, undefined])
      expect(yield* wait(tx.delete('b'))).toBe(true)
      expect(yield* wait(tx.delete('b'))).toBe(false)
      expect(yield* wait(tx.deleteMany(['b', 'c', 'd']))).toBe(1)
      expect(yield* wait(tx.has('b'))).toBe(false)
      yield* wait(tx.put('d', 4, { metadata: 'm', ttl: 100 }))
      expect(yield* wait(tx.ttl('d'))).toBe(100)
      expect((yield* wait(tx.getEntry('d')))?.metadata).toBe('m')
      expect(yield* wait(tx.persist('d'))).toBe(true)
      expect(yield* wait(tx.ttl('d'))).toBe(Infinity)
      expect(yield* wait(tx.expire('d', 50))).toBe(true)
      yield* wait(tx.put('d', 5, { keepTtl: true }))
      expect(yield* wait(tx.ttl('d'))).toBe(50)
      expect(yield* wait(tx.count())).toBe(2)
    })
    expect(await all(kv.entries())).toEqual([
      ['a', 15],
      ['d', 5],
    ])
    expect(await kv.ttl('d')).toBe(50)
  })

  test('conditions are judged by what the transaction sees', async ({ kv, transact }) => {
    const revision = await kv.put('a', 1)
    const refused: unknown[] = []
    await transact(kv, function* (tx) {
      refused.length = 0
      function* isRefused(put: () => number | Promise<number>): Generator<unknown, void, unknown> {
        try {
          yield* wait(put())
          refused.push(false)
        } catch {
          refused.push(true)
        }
      }
      yield* isRefused(() => tx.put('a', 2, { ifAbsent: true }))
      yield* isRefused(() => tx.put('a', 2, { ifRevision: revision }))
      yield* isRefused(() => tx.put('a', 3, { ifRevision: revision }))
      yield* isRefused(() => tx.put('b', 1, { ifRevision: 0 }))
      yield* isRefused(() => tx.put('b', 2, { ifAbsent: true }))
      yield* wait(tx.delete('a'))
      yield* isRefused(() => tx.put('a', 4, { ifAbsent: true }))
      const own = (yield* wait(tx.getEntry('a')))?.revision
      yield* isRefused(() => tx.put('a', 5, { ifRevision: own }))
    })
    expect(refused).toEqual([true, false, true, false, true, false, false])
    expect(await kv.getMany(['a', 'b'])).toEqual([5, 1])
  })

  test('entries get their real revisions at the end, above all older ones', async ({ kv, transact }) => {
    const before = await kv.put('z', 0)
    await transact(kv, function* (tx) {
      for (const key of ['a', 'b', 'c']) yield* wait(tx.put(key, key))
    })
    const revisions = (await kv.list({ end: 'z' })).entries.map(({ revision }) => revision)
    expect(new Set(revisions).size).toBe(3)
    const after = await kv.put('z', 1)
    expect(revisions.every((revision) => revision > before && revision < after)).toBe(true)
  })

  test('a transaction of reads alone changes nothing', async ({ kv, transact }) => {
    await kv.put('a', 1)
    const before = await kv.list()
    await transact(kv, function* (tx) {
      yield* wait(tx.get('a'))
      yield* wait(tx.list())
      yield* wait(all(tx.keys()))
    })
    expect(await kv.list()).toStrictEqual(before)
  })

  test('a transaction of thousands of writes is committed whole', async ({ kv, transact }) => {
    const keys = Array.from({ length: 1_200 }, (_, i) => `key ${10_000 + i}`)
    await transact(kv, function* (tx) {
      for (const key of keys) yield* wait(tx.put(key, key))
      expect(yield* wait(tx.count())).toBe(1_200)
    })
    expect(await all(kv.keys())).toEqual(keys)
  })

  test('a handle that is used after the end throws TRANSACTION_ENDED, and writes nothing', async ({
    kv,
    store,
    transact,
  }) => {
    const kept = { scope: store as typeof store | undefined, handle: kv, early: kv }
    await transact(store, function* (tx) {
      kept.scope = tx as typeof store
      kept.early = tx.namespace(kv.name)
      kept.handle = tx.namespace(kv.name)
      yield* wait(kept.handle.put('a', 1))
    })
    for (const handle of [kept.handle, kept.early]) {
      expect(await codeOf(() => handle.put('a', 2))).toBe('TRANSACTION_ENDED')
      expect(await codeOf(() => handle.get('a'))).toBe('TRANSACTION_ENDED')
      expect(await codeOf(() => handle.has('a'))).toBe('TRANSACTION_ENDED')
      expect(await codeOf(() => handle.list())).toBe('TRANSACTION_ENDED')
      expect(await codeOf(() => all(handle.keys()))).toBe('TRANSACTION_ENDED')
      expect(await codeOf(() => handle.delete('a'))).toBe('TRANSACTION_ENDED')
    }
    expect(await codeOf(() => kept.scope?.namespace(kv.name).put('a', 3))).toBe('TRANSACTION_ENDED')
    expect(await codeOf(() => kept.scope?.deleteNamespace(kv.name))).toBe('TRANSACTION_ENDED')
    expect(
      await codeOf(
        () =>
          kept.scope &&
          transact(kept.scope, function* (tx) {
            yield* wait(tx.namespace(kv.name).put('a', 4))
          }),
      ),
    ).toBe('TRANSACTION_ENDED')
    expect(await kv.get('a')).toBe(1)
  })

  test('a handle of a transaction that threw is ended too', async ({ kv, transact }) => {
    let kept = kv
    await thrownBy(() =>
      transact(kv, function* (tx) {
        kept = tx
        yield* wait(tx.put('a', 1))
        throw new Error('oops')
      }),
    )
    expect(await codeOf(() => kept.put('a', 2))).toBe('TRANSACTION_ENDED')
    expect(await kv.has('a')).toBe(false)
  })
}
