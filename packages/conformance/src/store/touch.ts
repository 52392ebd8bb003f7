import type { StoreSuite } from '../describe-store.ts'
import { codeOf, failureOf } from '../failure.ts'
import { wait } from '../steps.ts'

export function touchTests({ test, expect }: StoreSuite): void {
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
}
