import type { StoreSuite } from '../describe-store.ts'
import { codeOf, failureOf } from '../failure.ts'
import { all, wait } from '../steps.ts'
import { SUBJECT } from '../world.ts'

export function limitTests({ test, expect }: StoreSuite): void {
  test('the entry that is one too many is refused with the limit, and changes nothing', async ({
    configure,
  }) => {
    const kv = await configure({ maxEntries: 2 })
    await kv.put('a', 1)
    await kv.put('b', 2)
    const { code, limit } = await failureOf(() => kv.put('c', 3))
    expect([code, limit]).toEqual([
      'LIMIT_EXCEEDED',
      { namespace: SUBJECT, name: 'maxEntries', max: 2, size: 3 },
    ])
    expect(await all(kv.entries())).toEqual([
      ['a', 1],
      ['b', 2],
    ])
  })

  test('the bytes of key, value and metadata count, as UTF-8', async ({ configure, store }) => {
    // 2 for the key, 4 for the text, 5 for the metadata as JSON.
    const kv = await configure({ maxBytes: 11 })
    await kv.put('é', '\u{1f600}', { metadata: 'abc' })
    expect((await store.namespaceInfo(SUBJECT))?.bytes).toBe(11)
    const { limit } = await failureOf(() => kv.put('é', '\u{1f600}a', { metadata: 'abc' }))
    expect(limit).toEqual({ namespace: SUBJECT, name: 'maxBytes', max: 11, size: 12 })
    expect(await kv.get('é')).toBe('\u{1f600}')
    await kv.delete('é')
    await kv.put('b', new Uint8Array(10))
    expect(await codeOf(() => kv.put('', 1))).toBe('LIMIT_EXCEEDED')
  })

  test('a value may have as many bytes as maxValueBytes says', async ({ configure }) => {
    const kv = await configure({ maxValueBytes: 4 })
    await kv.put('a long key', 'four', { metadata: 'long metadata' })
    await kv.put('b', new Uint8Array(4))
    await kv.put('c', 9999)
    const { code, limit } = await failureOf(() => kv.put('d', 'ééa'))
    expect([code, limit]).toEqual([
      'LIMIT_EXCEEDED',
      { namespace: SUBJECT, name: 'maxValueBytes', max: 4, size: 5 },
    ])
    expect(await codeOf(() => kv.increment('c'))).toBe('LIMIT_EXCEEDED')
    expect(await codeOf(() => kv.update('a long key', () => 'longer'))).toBe('LIMIT_EXCEEDED')
    expect(
      await codeOf(() =>
        kv.putMany([
          ['x', 1],
          ['y', 'longer'],
        ]),
      ),
    ).toBe('LIMIT_EXCEEDED')
    expect(await all(kv.keys())).toEqual(['a long key', 'b', 'c'])
  })

  test('what is overwritten, deleted or cleared makes room', async ({ configure }) => {
    const kv = await configure({ maxEntries: 2, maxBytes: 12 })
    await kv.put('a', '12345')
    await kv.put('b', '12345')
    await kv.put('b', '54321')
    expect(await codeOf(() => kv.put('a', '123456'))).toBe('LIMIT_EXCEEDED')
    await kv.put('a', '1')
    await kv.put('b', '123456789')
    expect(await kv.delete('b')).toBe(true)
    await kv.put('c', '123456789')
    expect(await kv.deleteMany(['a', 'c', 'none'])).toBe(2)
    await kv.put('d', '12345678901')
    await kv.clear({ prefix: 'd' })
    await kv.put('e', '12345678901')
    expect(await all(kv.keys())).toEqual(['e'])
  })

  test('a write that deletes answers as it does without limits', async ({ configure }) => {
    const kv = await configure({ maxEntries: 9, history: 2 })
    await kv.put('a', 1)
    await kv.put('a', 2)
    expect(await kv.delete('a')).toBe(true)
    expect(await kv.delete('a')).toBe(false)
    await kv.put('a', 1)
    await kv.put('b', 1, { ttl: 0 })
    expect(await kv.deleteMany(['a', 'a', 'b', 'c'])).toBe(1)
  })

  test('expired rows make room before a write is refused', async ({ configure, clock }) => {
    const kv = await configure({ maxEntries: 2 })
    await kv.put('a', 1, { ttl: 10 })
    await kv.put('b', 2)
    clock.advance(9)
    expect(await codeOf(() => kv.put('c', 3))).toBe('LIMIT_EXCEEDED')
    clock.advance(1)
    await kv.put('c', 3)
    expect(await codeOf(() => kv.put('a', 1))).toBe('LIMIT_EXCEEDED')
    expect(await all(kv.keys())).toEqual(['b', 'c'])
  })

  test('any number of expired rows makes room', async ({ configure, clock }) => {
    const kv = await configure({ maxEntries: 300 })
    const keys = Array.from({ length: 300 }, (_, i) => `${i}`)
    await kv.putMany(
      keys.map((key) => [key, 1]),
      { ttl: 10 },
    )
    clock.advance(10)
    await kv.putMany(keys.map((key) => [`new ${key}`, 1]))
    expect(await kv.count()).toBe(300)
  })

  test('putMany is judged as a whole, and writes all or nothing', async ({ configure }) => {
    const kv = await configure({ maxEntries: 2 })
    const { limit } = await failureOf(() =>
      kv.putMany([
        ['a', 1],
        ['b', 1],
        ['c', 1],
      ]),
    )
    expect(limit?.size).toBe(3)
    expect(await kv.count()).toBe(0)
    await kv.putMany([
      ['a', 1],
      ['b', 1],
      ['a', 2],
      ['b', 2],
    ])
    expect(await kv.getMany(['a', 'b'])).toEqual([2, 2])
  })

  test('every way of writing is within the limits', async ({ configure, transact }) => {
    const kv = await configure({ maxEntries: 1, maxBytes: 3 })
    await kv.put('a', 1)
    const writes: readonly (() => unknown)[] = [
      () => kv.put('b', 1, { ifAbsent: true }),
      () => kv.put('a', 100, { keepTtl: true }),
      () => kv.increment('b'),
      () => kv.increment('a', 1000),
      () => kv.update('b', () => 1),
      () => transact(kv, (tx) => wait(tx.put('b', 1))),
    ]
    for (const write of writes) expect(await codeOf(write)).toBe('LIMIT_EXCEEDED')
    expect(await all(kv.entries())).toEqual([['a', 1]])
  })

  test('a limit that is lowered below what is there refuses growth, and lets it shrink', async ({
    configure,
  }) => {
    const kv = await configure({})
    await kv.putMany([
      ['a', '1234567890'],
      ['b', '1234567890'],
      ['c', '1234567890'],
    ])
    await configure({ maxEntries: 1, maxBytes: 5 })
    expect(await codeOf(() => kv.put('d', ''))).toBe('LIMIT_EXCEEDED')
    expect(await codeOf(() => kv.put('a', '12345678901'))).toBe('LIMIT_EXCEEDED')
    await kv.put('a', '0987654321')
    await kv.put('a', '123456789')
    await kv.delete('b')
    await kv.delete('c')
    await kv.put('a', '1234')
    expect(await codeOf(() => kv.put('a', '12345'))).toBe('LIMIT_EXCEEDED')
  })

  test('a limit that is raised, or taken away, lets grow', async ({ configure }) => {
    const kv = await configure({ maxEntries: 1 })
    await kv.put('a', 1)
    await configure({ maxEntries: 2 })
    await kv.put('b', 1)
    expect(await codeOf(() => kv.put('c', 1))).toBe('LIMIT_EXCEEDED')
    await configure({})
    await kv.put('c', 1)
    await configure({ maxEntries: 3 })
    expect(await codeOf(() => kv.put('d', 1))).toBe('LIMIT_EXCEEDED')
  })

  test('touch, expire and persist take no room', async ({ configure }) => {
    const kv = await configure({ maxEntries: 1, maxBytes: 2 })
    await kv.put('a', 1)
    expect([await kv.expire('a', 100), await kv.touch('a', 200), await kv.persist('a')]).toEqual([
      true,
      true,
      true,
    ])
  })

  test('a store without rules refuses to write where there are some', async ({ configure, storeWith }) => {
    const kv = await configure({ maxEntries: 1 })
    await kv.put('a', 1)
    const bare = storeWith({ rules: undefined }).namespace(SUBJECT)
    expect(await codeOf(() => bare.put('a', 2))).toBe('INVALID_OPTION')
    expect(await bare.get('a')).toBe(1)
  })

  test('a store without rules makes no namespace that has some', async ({ store, storeWith }) => {
    const bare = storeWith({ rules: undefined })
    for (const config of [{ maxEntries: 1 }, { maxBytes: 100 }, { maxValueBytes: 10 }, { history: 2 }])
      expect(await codeOf(() => bare.createNamespace('ruled', config))).toBe('INVALID_OPTION')
    expect(await store.namespaceInfo('ruled')).toBe(undefined)
  })
}
