import type { StoreSuite } from '../describe-store.ts'
import { codeOf, failureOf } from '../failure.ts'
import { all, wait } from '../steps.ts'

export function touchTests({ mode, test, expect }: StoreSuite): void {
  test("touch restarts a time to live: the one given, else the namespace's", async ({
    kv,
    configure,
    clock,
  }) => {
    await kv.put('a', 1, { ttl: 100, metadata: 'm' })
    clock.advance(60)
    expect(await kv.touch('a', 80)).toBe(true)
    expect([await kv.ttl('a'), (await kv.getEntry('a'))?.metadata]).toEqual([80, 'm'])
    await configure({ ttl: 50 })
    expect(await kv.touch('a')).toBe(true)
    expect(await kv.ttl('a')).toBe(50)
    await kv.touch('a', 1000)
    expect(await kv.ttl('a')).toBe(50)
  })

  test('touch without a time to live changes nothing where the namespace has none', async ({ kv }) => {
    const revision = await kv.put('a', 1, { ttl: 100 })
    expect(await kv.touch('a')).toBe(true)
    const entry = await kv.getEntry('a')
    expect([entry?.revision, await kv.ttl('a')]).toEqual([revision, 100])
  })

  test('touch answers false for a key that is missing or has expired, and makes none', async ({
    kv,
    clock,
  }) => {
    await kv.put('a', 1, { ttl: 10 })
    clock.advance(10)
    expect([await kv.touch('a', 10), await kv.touch('b', 10), await kv.count()]).toEqual([false, false, 0])
  })

  test('touch refuses what is no time to live', async ({ kv }) => {
    await kv.put('a', 1)
    for (const ttl of [-1, NaN, Infinity, '10' as unknown as number]) {
      expect(await codeOf(() => kv.touch('a', ttl))).toBe('INVALID_TTL')
      expect(await codeOf(() => kv.touch('missing', ttl))).toBe('INVALID_TTL')
    }
    expect(await kv.touch('a', 0)).toBe(true)
    expect(await kv.has('a')).toBe(false)
  })

  test('with sliding a read restarts the time to live, and what only looks does not', async ({
    configure,
    clock,
  }) => {
    const kv = await configure({ ttl: 100, sliding: true })
    for (const key of ['get', 'entry', 'many', 'has', 'list']) await kv.put(key, 1)
    for (let i = 0; i < 3; i++) {
      clock.advance(30)
      await kv.get('get')
      await kv.getEntry('entry')
      await kv.getMany(['many', 'none'])
      await kv.has('has')
      await kv.list()
      await kv.ttl('has')
    }
    clock.advance(30)
    expect(await all(kv.keys())).toEqual(['entry', 'get', 'many'])
    clock.advance(70)
    expect(await kv.count()).toBe(0)
    expect(await kv.get('get')).toBe(undefined)
  })

  test('with sliding an entry is told as the read leaves it, so that conditions on it hold', async ({
    configure,
    clock,
  }) => {
    const kv = await configure({ ttl: 100, sliding: true })
    await kv.put('a', 1)
    clock.advance(50)
    const entry = (await kv.getEntry('a'))!
    expect(entry.expiresAt).toBe(clock.now() + 100)
    await kv.put('a', 2, { ifRevision: entry.revision })
    expect(await kv.get('a')).toBe(2)
  })

  test('with sliding a read that would hardly move the expiry writes nothing', async ({
    configure,
    clock,
  }) => {
    const kv = await configure({ ttl: 1000, sliding: true })
    const revision = await kv.put('a', 1)
    clock.advance(9)
    expect((await kv.getEntry('a'))?.revision).toBe(revision)
    clock.advance(1)
    expect((await kv.getEntry('a'))!.revision > revision).toBe(true)
  })

  test('with sliding a read gives an expiry to an entry that had none', async ({ kv, configure }) => {
    await kv.put('a', 1)
    await configure({ ttl: 100, sliding: true })
    expect(await kv.get('a')).toBe(1)
    expect(await kv.ttl('a')).toBe(100)
  })

  test('with sliding a read in a transaction is one', async ({ configure, clock, transact }) => {
    const kv = await configure({ ttl: 100, sliding: true })
    await kv.put('a', 1)
    clock.advance(50)
    await transact(kv, (tx) => wait(tx.get('a')))
    expect(await kv.ttl('a')).toBe(100)
  })

  test('with rules, too, CONFLICT tells the current revision', async ({ configure, transact }) => {
    const kv = await configure({ history: 2, maxEntries: 2, maxBytes: 1000 })
    const first = await kv.put('a', 1, { ifAbsent: true })
    const second = await kv.put('a', 2, { ifRevision: first })
    for (const write of [
      () => kv.put('a', 3, { ifRevision: first }),
      () => kv.put('a', 3, { ifAbsent: true }),
      () => kv.delete('a', { ifRevision: first }),
      () => transact(kv, (tx) => wait(tx.put('a', 3, { ifRevision: first }))),
    ]) {
      const { code, revision } = await failureOf(write)
      expect([code, revision]).toEqual(['CONFLICT', second])
    }
    expect(await kv.delete('a', { ifRevision: second })).toBe(true)
    const { code, revision } = await failureOf(() => kv.put('a', 3, { ifRevision: second }))
    expect([code, revision]).toEqual(['CONFLICT', 0])
    await kv.put('a', 4, { ifRevision: 0 })
  })

  if (mode === 'async') {
    test('with sliding no read is forgotten among writes to a namespace with limits', async ({
      configure,
      clock,
    }) => {
      const kv = await configure({ ttl: 100, sliding: true, maxEntries: 100 })
      await kv.put('a', 1)
      await kv.put('b', 1)
      clock.advance(50)
      await Promise.all([
        kv.get('a'),
        ...Array.from({ length: 5 }, (_, i) => kv.put(`${i}`, i)),
        kv.get('b'),
        kv.delete('0'),
      ])
      expect([await kv.ttl('a'), await kv.ttl('b')]).toEqual([100, 100])
    })
  }
}
