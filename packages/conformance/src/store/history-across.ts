import type { Version } from '@kvasir/core'
import { take } from '../changes.ts'
import type { StoreSuite } from '../describe-store.ts'
import { wait } from '../steps.ts'

/** What a history has to do with expiries, transactions and watches. */
export function historyAcrossTests({ test, expect }: StoreSuite): void {
  test('another expiry is no new value, and leaves no version', async ({ configure, clock }) => {
    const kv = await configure({ history: 5 })
    await kv.put('a', 1, { metadata: 'm' })
    await kv.put('a', 2, { ttl: 100 })
    for (const again of [
      () => kv.touch('a', 50),
      () => kv.expire('a', 70),
      () => kv.persist('a'),
      () => kv.expire('a', { expiresAt: clock.now() + 30 }),
    ]) {
      expect(await again()).toBe(true)
      expect(told(await kv.history('a'))).toEqual([2, 1])
    }
    const revision = await kv.put('a', 2)
    expect(told(await kv.history('a'))).toEqual([2, 2, 1])
    expect((await kv.history('a'))[0]?.revision).toBe(revision)
  })

  test('a value that was replaced before it expired has not expired, however its heir is prolonged', async ({
    configure,
    clock,
  }) => {
    const kv = await configure({ history: 5 })
    await kv.put('a', 1, { ttl: 10 })
    await kv.put('a', 2, { ttl: 100 })
    clock.advance(50)
    await kv.touch('a', 100)
    expect(told(await kv.history('a'))).toEqual([2, 1])
    await kv.delete('a')
    clock.advance(100)
    expect(told(await kv.history('a'))).toEqual(['delete', 2, 1])
  })

  test('a transaction that only gives another expiry leaves no version, one that puts as well does', async ({
    configure,
    transact,
  }) => {
    const kv = await configure({ history: 5 })
    for (const key of ['a', 'b', 'c', 'd', 'e']) await kv.put(key, 1)
    await transact(kv, function* (tx) {
      yield* wait(tx.touch('a', 50))
      yield* wait(tx.put('b', 2))
      yield* wait(tx.touch('b', 50))
      yield* wait(tx.touch('c', 50))
      yield* wait(tx.put('c', 2))
      yield* wait(
        transact(tx, function* (inner) {
          yield* wait(inner.touch('b', 60))
          yield* wait(inner.touch('d', 60))
        }),
      )
      yield* wait(tx.touch('d', 70))
      yield* wait(tx.touch('e', 50))
      yield* wait(tx.clear({ prefix: 'e' }))
    })
    const versions = await Promise.all(
      ['a', 'b', 'c', 'd', 'e'].map(async (key) => told(await kv.history(key))),
    )
    expect(versions).toEqual([[1], [2, 1], [2, 1], [1], ['delete', 1]])
    expect([await kv.ttl('a'), await kv.ttl('b'), await kv.ttl('c'), await kv.ttl('d')]).toEqual([
      50,
      60,
      Infinity,
      70,
    ])
  })

  test('a deletion has the same revision in the history as in a watch', async ({ configure, transact }) => {
    const kv = await configure({ history: 5, maxEntries: 20 })
    const keys = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']
    await kv.putMany(keys.map((key) => [key, 1]))
    const changes = kv.watch()
    await kv.delete('a')
    await kv.deleteMany(['b', 'none', 'c'])
    await kv.clear({ start: 'd', end: 'e' })
    await kv.purge('e')
    await transact(kv, function* (tx) {
      yield* wait(tx.put('a', 2))
      yield* wait(tx.delete('f'))
      yield* wait(tx.purge('g'))
      yield* wait(tx.put('i', 1))
      yield* wait(tx.clear({ prefix: 'h' }))
    })
    const revisions = new Map<string, number>()
    for (const change of await take(changes, 10)) {
      if (change.operation === 'delete') revisions.set(change.key, change.revision)
      if (change.operation === 'clear') revisions.set(change.start, change.revision)
    }
    for (const key of keys) {
      const versions: readonly Version[] = await kv.history(key)
      const end = versions.find(({ operation }) => operation === 'delete' || operation === 'purge')
      expect([key, end?.revision]).toEqual([key, revisions.get(key)])
    }
  })

  test('a transaction tells what it has replaced as it will be told after it', async ({
    configure,
    transact,
    clock,
  }) => {
    const kv = await configure({ history: 5 })
    const keys = [
      'put',
      'twice',
      'touched',
      'deleted',
      'again',
      'purged',
      'new',
      'expired',
      'cleared',
      'inner',
    ]
    await kv.putMany(keys.filter((key) => key !== 'new').map((key) => [key, 0]))
    await kv.putMany(keys.filter((key) => key !== 'new').map((key) => [key, 1]))
    await kv.put('expired', 2, { ttl: 10 })
    clock.advance(10)
    const inside = await transact(kv, function* (tx) {
      yield* wait(tx.put('put', 2))
      yield* wait(tx.put('twice', 2))
      yield* wait(tx.put('twice', 3))
      yield* wait(tx.touch('touched', 50))
      yield* wait(tx.delete('deleted'))
      yield* wait(tx.delete('again'))
      yield* wait(tx.put('again', 2))
      yield* wait(tx.purge('purged'))
      yield* wait(tx.put('purged', 2))
      yield* wait(tx.put('new', 2))
      yield* wait(tx.put('expired', 3))
      yield* wait(tx.clear({ prefix: 'cleared' }))
      yield* wait(
        transact(tx, function* (inner) {
          yield* wait(inner.put('inner', 2))
          expect(told(yield* wait(inner.history('inner')))).toEqual([2, 1, 0])
          yield* wait(inner.put('put', 3))
          expect(told(yield* wait(inner.history('put')))).toEqual([3, 1, 0])
        }),
      )
      const histories: unknown[] = []
      for (const key of keys) histories.push(told(yield* wait(tx.history(key))))
      return histories
    })
    const after: unknown[] = []
    for (const key of keys) after.push(told(await kv.history(key)))
    expect(inside).toEqual(after)
    expect(after).toEqual([
      [3, 1, 0],
      [3, 1, 0],
      [1, 0],
      ['delete', 1, 0],
      [2, 1, 0],
      [2, 'purge'],
      [2],
      [3, 'expire', 2, 1, 0],
      ['delete', 1, 0],
      [2, 1, 0],
    ])
  })

  test('a transaction can go back to what it has replaced, unless that is not kept', async ({
    configure,
    transact,
  }) => {
    const kv = await configure({ history: 5 })
    const revision = await kv.put('a', 1)
    const purged = await kv.put('b', 1)
    await transact(kv, function* (tx) {
      yield* wait(tx.put('a', 2))
      expect((yield* wait(tx.getEntry('a', { revision })))?.value).toBe(1)
      yield* wait(tx.revert('a', revision))
      yield* wait(tx.purge('b'))
      expect(yield* wait(tx.getEntry('b', { revision: purged }))).toBe(undefined)
    })
    expect(told(await kv.history('a'))).toEqual([1, 1])
    await configure({})
    const only = await kv.put('a', 3)
    await transact(kv, function* (tx) {
      yield* wait(tx.put('a', 4))
      expect(yield* wait(tx.getEntry('a', { revision: only }))).toBe(undefined)
      expect(told(yield* wait(tx.history('a')))).toEqual([4])
    })
  })
}

/** What a history tells: values, and operations where there is none. */
function told(versions: readonly Version[]): unknown[] {
  return versions.map((version) => (version.operation === 'put' ? version.value : version.operation))
}
