import type { Version } from '@kvasir/core'
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
}

/** What a history tells: values, and operations where there is none. */
function told(versions: readonly Version[]): unknown[] {
  return versions.map((version) => (version.operation === 'put' ? version.value : version.operation))
}
