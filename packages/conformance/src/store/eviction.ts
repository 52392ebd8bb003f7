import type { StoreSuite } from '../describe-store.ts'
import { codeOf, failureOf } from '../failure.ts'
import { all, wait } from '../steps.ts'
import { SUBJECT } from '../world.ts'

export function evictionTests({ test, testWith, expect }: StoreSuite): void {
  test('oldest deletes what was written longest ago, and no more than it takes', async ({ configure }) => {
    const kv = await configure({ maxEntries: 3, eviction: 'oldest' })
    for (const key of ['c', 'a', 'b']) await kv.put(key, 1)
    await kv.get('c')
    await kv.put('c', 2)
    await kv.put('d', 1)
    expect(await all(kv.keys())).toEqual(['b', 'c', 'd'])
    await kv.putMany([
      ['e', 1],
      ['d', 2],
    ])
    expect(await all(kv.keys())).toEqual(['c', 'd', 'e'])
  })

  test('lru deletes what was read or written longest ago', async ({ configure }) => {
    const kv = await configure({ maxEntries: 3, eviction: 'lru' })
    for (const key of ['a', 'b', 'c']) await kv.put(key, 1)
    await kv.get('a')
    await kv.put('d', 1)
    expect(await all(kv.keys())).toEqual(['a', 'c', 'd'])
    await kv.getEntry('c')
    await kv.put('e', 1)
    expect(await all(kv.keys())).toEqual(['c', 'd', 'e'])
    await kv.getMany(['d', 'c'])
    await kv.increment('d')
    await kv.put('f', 1)
    expect(await all(kv.keys())).toEqual(['c', 'd', 'f'])
    await kv.put('g', 1)
    expect(await all(kv.keys())).toEqual(['d', 'f', 'g'])
  })

  test('lru keeps what was written last, however often it has made room', async ({ configure }) => {
    const kv = await configure({ maxEntries: 4, eviction: 'lru' })
    for (let i = 0; i < 30; i++) {
      await kv.put(`${i}`.padStart(2, '0'), i)
      expect(await kv.get('00')).toBe(0)
    }
    expect(await all(kv.keys())).toEqual(['00', '27', '28', '29'])
  })

  test('what only looks at keys is no use of them', async ({ configure }) => {
    const kv = await configure({ maxEntries: 2, eviction: 'lru' })
    await kv.put('a', 1)
    await kv.put('b', 1)
    await kv.has('a')
    await kv.ttl('a')
    await kv.list()
    await all(kv.entries())
    await kv.put('c', 1)
    expect(await all(kv.keys())).toEqual(['b', 'c'])
  })

  test('a key that was deleted and put again is new', async ({ configure }) => {
    const kv = await configure({ maxEntries: 2, eviction: 'lru' })
    await kv.put('a', 1)
    await kv.put('b', 1)
    await kv.delete('a')
    await kv.put('a', 2)
    await kv.put('c', 1)
    expect(await all(kv.keys())).toEqual(['a', 'c'])
  })

  test('reads and writes in a transaction are uses', async ({ configure, transact }) => {
    const kv = await configure({ maxEntries: 3, eviction: 'lru' })
    for (const key of ['a', 'b', 'c']) await kv.put(key, 1)
    await transact(kv, function* (tx) {
      yield* wait(tx.get('a'))
      yield* wait(tx.put('b', 2))
    })
    await kv.put('d', 1)
    expect(await all(kv.keys())).toEqual(['a', 'b', 'd'])
  })

  test('a transaction makes room for all that it leaves', async ({ configure, transact }) => {
    const kv = await configure({ maxEntries: 3, eviction: 'oldest' })
    for (const key of ['a', 'b', 'c']) await kv.put(key, 1)
    await transact(kv, function* (tx) {
      for (const key of ['d', 'e', 'f']) yield* wait(tx.put(key, 1))
      yield* wait(tx.delete('e'))
    })
    expect(await all(kv.keys())).toEqual(['c', 'd', 'f'])
  })

  test('bytes are evicted as far as it takes, the written keys never', async ({ configure, store }) => {
    const kv = await configure({ maxBytes: 30, eviction: 'oldest' })
    for (const key of ['a', 'b', 'c']) await kv.put(key, '123456789')
    await kv.put('a', '123456789x')
    expect(await all(kv.keys())).toEqual(['a', 'c'])
    await kv.put('d', '12')
    expect(await all(kv.keys())).toEqual(['a', 'c', 'd'])
    await kv.put('e', '12345678901234567')
    expect(await all(kv.keys())).toEqual(['d', 'e'])
    expect((await store.namespaceInfo(SUBJECT))?.bytes).toBe(21)
  })

  test('a value that is too large by itself is refused, and nothing is evicted for it', async ({
    configure,
  }) => {
    const kv = await configure({ maxBytes: 20, maxEntries: 3, eviction: 'lru' })
    await kv.put('a', '12345')
    await kv.put('b', '12345')
    const { limit, message } = await failureOf(() => kv.put('c', '12345678901234567890'))
    expect(message.includes('write less at once, or raise the limit')).toBe(true)
    expect(limit).toEqual({ namespace: SUBJECT, name: 'maxBytes', max: 20, size: 21 })
    const many = ['1', '2', '3', '4'].map((key) => [key, 1] as const)
    expect((await failureOf(() => kv.putMany(many))).limit?.name).toBe('maxEntries')
    expect(await all(kv.keys())).toEqual(['a', 'b'])
    expect(await codeOf(() => kv.put('a', '12345678901234567890'))).toBe('LIMIT_EXCEEDED')
    expect(await kv.get('a')).toBe('12345')
  })

  test('what has expired goes before anything is evicted', async ({ configure, clock }) => {
    const kv = await configure({ maxEntries: 2, eviction: 'oldest' })
    await kv.put('a', 1)
    await kv.put('b', 1, { ttl: 10 })
    clock.advance(10)
    await kv.put('c', 1)
    expect(await all(kv.keys())).toEqual(['a', 'c'])
  })

  test('hundreds of entries make room for one that is large, in their order', async ({ configure }) => {
    const kv = await configure({ maxEntries: 600, eviction: 'lru' })
    const keys = Array.from({ length: 600 }, (_, i) => `${i}`.padStart(3, '0'))
    await kv.putMany(keys.map((key) => [key, '']))
    await kv.get('000')
    await configure({ maxBytes: 900, eviction: 'lru' })
    await kv.put('large', 'x'.repeat(300))
    expect(await all(kv.keys())).toEqual(['000', ...keys.slice(-197), 'large'])
  })

  testWith(
    'reopen',
    'after a reopening the uses before count as writes do',
    async ({ configure, reopen }) => {
      const kv = await configure({ maxEntries: 3, eviction: 'lru' })
      for (const key of ['a', 'b', 'c']) await kv.put(key, 1)
      await kv.get('a')
      const again = (await reopen()).namespace(SUBJECT)
      await again.get('b')
      await again.put('d', 1)
      await again.put('e', 1)
      expect(await all(again.keys())).toEqual(['b', 'd', 'e'])
    },
  )

  testWith('another', 'two connections that evict keep to one limit', async ({ configure, another }) => {
    const kv = await configure({ maxEntries: 3, eviction: 'lru' })
    const theirs = (await another()).namespace(SUBJECT)
    await Promise.all(
      Array.from({ length: 10 }, async (_, i) => await (i % 2 === 0 ? kv : theirs).put(`${i}`, i)),
    )
    expect([await kv.count(), await theirs.count()]).toEqual([3, 3])
    await kv.put('last', 1)
    await theirs.put('very last', 1)
    expect([await theirs.has('last'), await kv.has('very last')]).toEqual([true, true])
    expect(await kv.count()).toBe(3)
  })

  testWith(
    'another',
    'what one connection reads outlives what others had written before',
    async ({ configure, another }) => {
      const kv = await configure({ maxEntries: 3, eviction: 'lru' })
      const theirs = (await another()).namespace(SUBJECT)
      await kv.put('a', 1)
      await theirs.put('b', 1)
      await kv.put('c', 1)
      await theirs.get('a')
      await theirs.put('d', 1)
      expect(await all(theirs.keys())).toEqual(['a', 'c', 'd'])
    },
  )

  testWith(
    'another',
    'what others write goes after what was read before, however often that was',
    async ({ configure, another, clock }) => {
      const kv = await configure({ maxEntries: 3, eviction: 'lru' })
      const theirs = (await another()).namespace(SUBJECT)
      for (const key of ['a', 'b', 'c']) await kv.put(key, 1)
      for (const key of ['c', 'a', 'b', 'a']) await kv.get(key)
      clock.advance(1000)
      await theirs.put('b', 2)
      await kv.get('a')
      await kv.put('d', 1)
      expect(await all(kv.keys())).toEqual(['a', 'b', 'd'])
      await theirs.put('e', 1)
      await kv.put('f', 1)
      expect(await all(kv.keys())).toEqual(['d', 'e', 'f'])
    },
  )

  test('what has expired makes room once', async ({ configure, clock }) => {
    const kv = await configure({ maxEntries: 3, eviction: 'oldest' })
    await kv.put('a', 1, { ttl: 10 })
    for (const key of ['b', 'c']) await kv.put(key, 1)
    clock.advance(10)
    await kv.putMany([
      ['d', 1],
      ['e', 1],
    ])
    expect(await all(kv.keys())).toEqual(['c', 'd', 'e'])
  })

  test('what was read goes in the order of that among what was written', async ({ configure }) => {
    const kv = await configure({ maxEntries: 100, eviction: 'lru' })
    const keys = Array.from({ length: 100 }, (_, i) => `${i}`.padStart(3, '0'))
    for (const key of keys) {
      await kv.put(key, 1)
      if (Number(key) % 5 === 4) await kv.get(`${Number(key) - 4}`.padStart(3, '0'))
    }
    // Of each five the first was read last.
    const byUse = keys.map((_, i) => keys[i - (i % 5) + (((i % 5) + 1) % 5)] as string)
    for (const count of [3, 30, 60]) {
      const gone = byUse.splice(0, count)
      await kv.putMany(gone.map((_, i) => [`new ${count} ${i}`, 1]))
      expect(await kv.count()).toBe(100)
      expect((await kv.getMany([])).length).toBe(0)
      const left = (await all(kv.keys())).filter((key) => !key.startsWith('new'))
      expect(left).toEqual(byUse.toSorted())
    }
  })
}
