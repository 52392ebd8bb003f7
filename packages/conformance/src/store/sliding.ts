import type { StoreSuite } from '../describe-store.ts'
import { all, wait } from '../steps.ts'

export function slidingTests({ mode, test, expect }: StoreSuite): void {
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

  test('with sliding an entry that lives again, as the clock was set back, keeps its expiry', async ({
    configure,
    clock,
  }) => {
    const kv = await configure({ ttl: 1000, sliding: true })
    await kv.put('a', 1, { expiresAt: clock.now() - 50 })
    clock.advance(-100)
    expect(await kv.get('a')).toBe(1)
    expect(await kv.increment('a')).toBe(2)
    await kv.put('a', 3, { keepTtl: true })
    expect(await kv.ttl('a')).toBe(50)
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

  test('with sliding an entry lives as long as it was given itself, from each read on', async ({
    configure,
    clock,
  }) => {
    const kv = await configure({ ttl: 1000, sliding: true })
    await kv.put('a', 1, { ttl: 100 })
    await kv.put('b', 1)
    await kv.expire('b', 200)
    await kv.put('c', 1, { expiresAt: clock.now() + 300 })
    for (let i = 0; i < 3; i++) {
      clock.advance(60)
      await kv.getMany(['a', 'b', 'c'])
      expect([await kv.ttl('a'), await kv.ttl('b'), await kv.ttl('c')]).toEqual([100, 200, 300])
    }
    await kv.touch('a', 50)
    clock.advance(40)
    await kv.get('a')
    expect(await kv.ttl('a')).toBe(50)
    await kv.persist('a')
    clock.advance(100)
    await kv.get('a')
    expect(await kv.ttl('a')).toBe(1000)
  })

  test('with sliding a write that keeps the expiry restarts it, too', async ({ configure, clock }) => {
    const kv = await configure({ ttl: 1000, sliding: true })
    for (const key of ['a', 'b', 'c', 'd']) await kv.put(key, 1, { ttl: 100 })
    for (let i = 0; i < 3; i++) {
      clock.advance(90)
      await kv.increment('a')
      await kv.update('b', (value) => value)
      await kv.put('c', i, { keepTtl: true })
      await kv.get('d')
      for (const key of ['a', 'b', 'c', 'd']) expect(await kv.ttl(key)).toBe(100)
    }
  })

  test('with sliding a shorter time of the namespace is the longest, a longer one leaves what was given', async ({
    configure,
    clock,
  }) => {
    const kv = await configure({ ttl: 100, sliding: true })
    await kv.put('a', 1)
    await configure({ ttl: 50, sliding: true })
    clock.advance(80)
    await kv.get('a')
    expect(await kv.ttl('a')).toBe(50)
    await configure({ ttl: 500, sliding: true })
    clock.advance(40)
    await kv.get('a')
    expect(await kv.ttl('a')).toBe(50)
    await kv.put('a', 2)
    expect(await kv.ttl('a')).toBe(500)
  })

  test('with sliding no read makes a version, and none is refused for want of room', async ({
    configure,
    store,
    clock,
  }) => {
    const kv = await configure({ ttl: 100, sliding: true, history: 5, maxBytes: 20 })
    await kv.put('a', '12345')
    await kv.put('b', '1234567')
    const before = await kv.history('a')
    for (let i = 0; i < 4; i++) {
      clock.advance(50)
      expect([await kv.get('a'), (await kv.getEntry('b'))?.value]).toEqual(['12345', '1234567'])
    }
    expect([await kv.ttl('a'), (await kv.history('a')).length, before.length]).toEqual([100, 1, 1])
    await configure({ ttl: 100, sliding: true, history: 5, maxBytes: 5, maxEntries: 1, maxValueBytes: 2 })
    clock.advance(50)
    expect([await kv.get('a'), await kv.get('b')]).toEqual(['12345', '1234567'])
    expect([await kv.ttl('a'), (await store.namespaceInfo(kv.name))?.bytes]).toEqual([100, 14])
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
