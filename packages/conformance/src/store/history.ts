import type { Version } from '@kvasir/core'
import type { StoreSuite } from '../describe-store.ts'
import { codeOf } from '../failure.ts'
import { ODD_KEYS } from '../odd-keys.ts'
import { wait } from '../steps.ts'
import type { AnyNamespace } from '../world.ts'

export function historyTests({ test, testWith, expect }: StoreSuite): void {
  test('the last versions of a key are told newest first, with their revisions, times and metadata', async ({
    configure,
    clock,
  }) => {
    const kv = await configure({ history: 3 })
    const revisions: number[] = []
    const start = clock.now()
    for (const value of [1, 2, 3, 4]) {
      revisions.push(await kv.put('a', value, { metadata: { value }, ttl: 1000 }))
      clock.advance(10)
    }
    expect(await kv.history('a')).toStrictEqual(
      [4, 3, 2].map((value) => ({
        operation: 'put',
        key: 'a',
        value,
        revision: revisions[value - 1],
        writtenAt: start + (value - 1) * 10,
        expiresAt: start + (value - 1) * 10 + 1000,
        metadata: { value },
      })),
    )
    expect((await kv.history('a', { limit: 2 })).map(({ revision }) => revision)).toEqual(
      revisions.slice(2).reverse(),
    )
    expect(await kv.history('b')).toEqual([])
  })

  test('a limit of a history that is no positive integer is refused', async ({ configure }) => {
    const kv = await configure({ history: 3 })
    await kv.put('a', 1)
    for (const limit of [0, -1, 1.5, NaN]) {
      expect(await codeOf(() => kv.history('a', { limit }))).toBe('INVALID_OPTION')
    }
  })

  test('values of every type are kept as they were', async ({ configure }) => {
    const kv = await configure({ history: 5 })
    const values = [new Uint8Array([0, 255]), 'text \ud800', { deep: [null] }, '', 0]
    for (const value of values) await kv.put('a', value)
    expect((await kv.history('a')).map((version) => 'value' in version && version.value)).toStrictEqual(
      values.toReversed(),
    )
  })

  test('a namespace without a history has the entry of now, and no more', async ({ kv, clock }) => {
    await kv.put('a', 1)
    await kv.put('a', 2, { ttl: 10 })
    expect(await told(kv, 'a')).toEqual([2])
    clock.advance(10)
    expect(await told(kv, 'a')).toEqual([])
    await kv.put('a', 3)
    await kv.delete('a')
    expect(await told(kv, 'a')).toEqual([])
  })

  test('a deletion is told, and counts as a version', async ({ configure, clock }) => {
    const kv = await configure({ history: 3 })
    await kv.put('a', 1)
    await kv.put('a', 2)
    clock.advance(5)
    await kv.delete('a')
    expect(await told(kv, 'a')).toEqual(['delete', 2, 1])
    const [deletion, put] = await kv.history('a')
    expect([deletion?.writtenAt, deletion!.revision > put!.revision]).toEqual([clock.now(), true])
    expect(await kv.delete('a')).toBe(false)
    expect(await told(kv, 'a')).toEqual(['delete', 2, 1])
    await kv.put('a', 3)
    expect(await told(kv, 'a')).toEqual([3, 'delete', 2])
    await kv.delete('a')
    expect(await told(kv, 'a')).toEqual(['delete', 3, 'delete'])
  })

  test('deleteMany, clear and putMany leave their versions', async ({ configure }) => {
    const kv = await configure({ history: 4 })
    await kv.putMany([
      ['a', 1],
      ['b', 1],
      ['a', 2],
    ])
    await kv.deleteMany(['a', 'b'])
    await kv.putMany([
      ['a', 3],
      ['b', 3],
    ])
    await kv.clear()
    expect(await told(kv, 'a')).toEqual(['delete', 3, 'delete', 2])
    expect(await told(kv, 'b')).toEqual(['delete', 3, 'delete', 1])
    await kv.clear()
    expect(await told(kv, 'b')).toEqual(['delete', 3, 'delete', 1])
  })

  test('every way of writing leaves a version', async ({ configure }) => {
    const kv = await configure({ history: 9 })
    await kv.increment('n')
    await kv.increment('n', 5)
    await kv.update('n', (n) => (n as number) * 2)
    await kv.put('n', 1, { keepTtl: true })
    await kv.put('n', 2, { ifRevision: (await kv.getEntry('n'))!.revision })
    await kv.update('n', () => undefined)
    expect(await told(kv, 'n')).toEqual(['delete', 2, 1, 12, 6, 1])
  })

  test('that a value has expired is told, whether its row is still there or not', async ({
    configure,
    store,
    clock,
  }) => {
    const kv = await configure({ history: 4 })
    const revision = await kv.put('a', 1, { ttl: 10 })
    const end = clock.now() + 10
    clock.advance(20)
    const expected = [
      { operation: 'expire', key: 'a', revision, writtenAt: end },
      {
        operation: 'put',
        key: 'a',
        value: 1,
        revision,
        writtenAt: end - 10,
        expiresAt: end,
        metadata: undefined,
      },
    ]
    expect(await kv.history('a')).toStrictEqual(expected)
    expect(await store.sweep()).toBe(1)
    expect(await kv.history('a')).toStrictEqual(expected)
    await kv.put('a', 2)
    expect(await told(kv, 'a')).toEqual([2, 'expire', 1])
    expect(await kv.delete('a')).toBe(true)
    expect(await told(kv, 'a')).toEqual(['delete', 2, 'expire', 1])
  })

  test('a value that was replaced before it expired has not expired', async ({ configure, clock }) => {
    const kv = await configure({ history: 4 })
    await kv.put('a', 1, { ttl: 10 })
    await kv.put('a', 2, { ttl: 10 })
    await kv.delete('a')
    clock.advance(10)
    expect(await told(kv, 'a')).toEqual(['delete', 2, 1])
  })

  test('no more versions are told than are kept, with those that have expired among them', async ({
    configure,
    clock,
  }) => {
    const kv = await configure({ history: 2 })
    for (const value of [1, 2, 3]) {
      await kv.put('a', value, { ttl: 10 })
      clock.advance(10)
    }
    expect(await told(kv, 'a')).toEqual(['expire', 3])
    await kv.put('a', 4)
    expect(await told(kv, 'a')).toEqual([4, 'expire'])
  })

  test('expired rows that make room leave their versions', async ({ configure, clock }) => {
    const kv = await configure({ history: 3, maxEntries: 1 })
    await kv.put('a', 1)
    await kv.put('a', 2, { ttl: 10 })
    clock.advance(10)
    await kv.put('b', 1)
    expect(await told(kv, 'a')).toEqual(['expire', 2, 1])
  })

  test('purge takes everything but that it was', async ({ configure, store, clock }) => {
    const kv = await configure({ history: 3 })
    for (const value of [1, 2, 3]) await kv.put('a', value)
    const bytes = async (): Promise<number> => (await store.namespaceInfo(kv.name))!.bytes
    const before = await bytes()
    clock.advance(5)
    expect(await kv.purge('a')).toBe(true)
    const [purge, ...rest] = await kv.history('a')
    expect([purge?.operation, purge?.writtenAt, rest]).toEqual(['purge', clock.now(), []])
    expect((await bytes()) < before).toBe(true)
    expect(await kv.has('a')).toBe(false)
    expect(await kv.purge('a')).toBe(false)
    for (const value of [4, 5]) await kv.put('a', value)
    expect(await told(kv, 'a')).toEqual([5, 4, 'purge'])
    await kv.delete('a')
    expect(await kv.purge('a')).toBe(true)
    expect(await told(kv, 'a')).toEqual(['purge'])
  })

  test('purge tells whether there was an entry or a history', async ({ kv, configure, clock }) => {
    expect(await kv.purge('a')).toBe(false)
    await kv.put('a', 1, { ttl: 10 })
    await kv.put('b', 1)
    clock.advance(10)
    expect([await kv.purge('a'), await kv.purge('b'), await kv.purge('b')]).toEqual([false, true, false])
    await configure({ history: 2 })
    await kv.put('a', 1, { ttl: 10 })
    clock.advance(10)
    expect([await kv.purge('a'), await kv.purge('a')]).toEqual([true, false])
  })

  test('a transaction leaves one version of each key that it writes', async ({ configure, transact }) => {
    const kv = await configure({ history: 4 })
    await kv.put('a', 1)
    await kv.put('b', 1)
    await transact(kv, function* (tx) {
      for (const value of [2, 3]) yield* wait(tx.put('a', value))
      yield* wait(tx.delete('b'))
      yield* wait(tx.put('c', 1))
      yield* wait(tx.delete('c'))
      yield* wait(tx.put('d', 1))
    })
    expect(await told(kv, 'a')).toEqual([3, 1])
    expect(await told(kv, 'b')).toEqual(['delete', 1])
    expect(await told(kv, 'c')).toEqual([])
    expect(await told(kv, 'd')).toEqual([1])
  })

  test('a transaction purges, whatever it writes afterwards', async ({ configure, transact }) => {
    const kv = await configure({ history: 5 })
    for (const key of ['a', 'b', 'c']) for (const value of [1, 2]) await kv.put(key, value)
    await transact(kv, function* (tx) {
      for (const key of ['a', 'b', 'c']) expect(yield* wait(tx.purge(key))).toBe(true)
      expect((yield* wait(tx.history('a'))).map(({ operation }) => operation)).toEqual(['purge'])
      yield* wait(tx.put('b', 3))
      yield* wait(tx.put('c', 3))
      yield* wait(tx.delete('c'))
    })
    expect(await told(kv, 'a')).toEqual(['purge'])
    expect(await told(kv, 'b')).toEqual([3, 'purge'])
    expect(await told(kv, 'c')).toEqual(['purge'])
    await kv.put('c', 4)
    expect(await told(kv, 'c')).toEqual([4, 'purge'])
  })

  test('a transaction that throws leaves no version', async ({ configure, transact }) => {
    const kv = await configure({ history: 4 })
    await kv.put('a', 1)
    const code = await codeOf(() =>
      transact(kv, function* (tx) {
        yield* wait(tx.put('a', 2))
        yield* wait(tx.purge('a'))
        yield* wait(tx.increment('a', NaN))
      }),
    )
    expect([code, await told(kv, 'a')]).toEqual(['INVALID_OPTION', [1]])
  })

  test('a history that is made shorter or longer tells what it keeps from then on', async ({ configure }) => {
    const kv = await configure({ history: 4 })
    for (const value of [1, 2, 3, 4]) await kv.put('a', value)
    await configure({ history: 2 })
    expect(await told(kv, 'a')).toEqual([4, 3])
    await kv.put('a', 5)
    await configure({ history: 4 })
    expect(await told(kv, 'a')).toEqual([5, 4])
    await kv.put('a', 6)
    await configure({ history: 1 })
    expect(await told(kv, 'a')).toEqual([6])
    await kv.put('a', 7)
    await configure({ history: 4 })
    expect(await told(kv, 'a')).toEqual([7])
  })

  test('the histories of odd keys are apart', async ({ configure }) => {
    const kv = await configure({ history: 2 })
    const keys = [...ODD_KEYS, '1:a', '1', 'a0000000000000001a', 'a0', '3:1:a', '\0:', ':']
    for (const round of [1, 2]) await kv.putMany(keys.map((key) => [key, [round, key]]))
    for (const key of keys) {
      expect(await told(kv, key)).toEqual([
        [2, key],
        [1, key],
      ])
    }
    for (const key of keys.slice(1)) await kv.purge(key)
    expect(await told(kv, keys[0] as string)).toEqual([
      [2, keys[0]],
      [1, keys[0]],
    ])
  })

  testWith('another', 'two connections write one history', async ({ configure, another }) => {
    const kv = await configure({ history: 6 })
    const theirs = (await another()).namespace(kv.name)
    await Promise.all([kv, theirs, kv, theirs, kv, theirs, kv].map(async (each) => await each.increment('n')))
    expect(await told(theirs, 'n')).toEqual([7, 6, 5, 4, 3, 2])
    expect(await told(kv, 'n')).toEqual([7, 6, 5, 4, 3, 2])
  })
}

/** What a history tells: values, and operations where there is none. */
async function told(kv: AnyNamespace, key: string): Promise<unknown[]> {
  const versions: readonly Version[] = await kv.history(key)
  return versions.map((version) => (version.operation === 'put' ? version.value : version.operation))
}
