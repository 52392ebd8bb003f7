import { START } from '../clock.ts'
import type { StoreSuite } from '../describe-store.ts'
import { codeOf } from '../failure.ts'

const NO_DURATIONS: readonly unknown[] = [-1, -0.5, Number.NaN, Infinity, -Infinity, '10', null, new Date(0)]

export function ttlTests({ test, expect }: StoreSuite): void {
  test('now is the time of the clock by which a namespace judges', async ({ kv, clock }) => {
    expect(kv.now()).toBe(START)
    clock.advance(5)
    expect(kv.now()).toBe(START + 5)
  })

  test('ttl is the rest of the time, Infinity without an expiry', async ({ kv, clock }) => {
    await kv.put('a', 1, { ttl: 100 })
    await kv.put('b', 1)
    expect(await kv.ttl('a')).toBe(100)
    expect(await kv.ttl('b')).toBe(Infinity)
    clock.advance(99)
    expect(await kv.ttl('a')).toBe(1)
    clock.advance(1)
    expect(await kv.ttl('a')).toBe(undefined)
  })

  test('putting a key again sets its expiry anew, so that without one it never expires', async ({
    kv,
    clock,
  }) => {
    await kv.put('a', 1, { ttl: 100 })
    clock.advance(50)
    await kv.put('a', 2, { ttl: 100 })
    expect(await kv.ttl('a')).toBe(100)
    await kv.put('a', 3)
    expect(await kv.ttl('a')).toBe(Infinity)
    await kv.put('b', 1, { ttl: 100 })
    await kv.putMany([['b', 2]])
    expect(await kv.ttl('b')).toBe(Infinity)
  })

  test('keepTtl keeps the expiry there is', async ({ kv, clock }) => {
    await kv.put('a', 1, { ttl: 100, metadata: 'm' })
    clock.advance(40)
    await kv.put('a', 2, { keepTtl: true })
    expect(await kv.getEntry('a')).toEqual({
      ...(await kv.getEntry('a')),
      value: 2,
      expiresAt: START + 100,
      metadata: undefined,
    })
    await kv.put('b', 1, { keepTtl: true })
    await kv.put('b', 2, { keepTtl: true })
    expect(await kv.ttl('b')).toBe(Infinity)
  })

  test('keepTtl keeps nothing of an entry that has expired', async ({ kv, clock }) => {
    await kv.put('a', 1, { ttl: 10 })
    clock.advance(10)
    await kv.put('a', 2, { keepTtl: true })
    expect(await kv.get('a')).toBe(2)
    expect(await kv.ttl('a')).toBe(Infinity)
  })

  test('increment and update keep the expiry and the metadata there are', async ({ kv, clock }) => {
    await kv.put('a', 1, { ttl: 100, metadata: 'm' })
    clock.advance(40)
    await kv.increment('a')
    await kv.increment('a', 1, { ttl: 9_000 })
    await kv.increment('a', 1, { expiresAt: START + 9_000 })
    await kv.update('a', (n) => (n as number) * 10)
    const entry = await kv.getEntry('a')
    expect([entry?.value, entry?.expiresAt, entry?.metadata]).toEqual([40, START + 100, 'm'])
    expect(entry?.writtenAt).toBe(START + 40)
  })

  test('an increment gives the key that it creates the expiry it asks for', async ({ kv }) => {
    await kv.increment('a', 1, { ttl: 100 })
    await kv.increment('b', 1, { expiresAt: START + 50 })
    await kv.increment('c')
    expect([await kv.ttl('a'), await kv.ttl('b'), await kv.ttl('c')]).toEqual([100, 50, Infinity])
  })

  test('putMany gives every key the same expiry and metadata', async ({ kv }) => {
    await kv.putMany(
      [
        ['a', 1],
        ['b', 2],
      ],
      { ttl: 100, metadata: 'm' },
    )
    await kv.putMany(new Map([['c', 3]]), { expiresAt: START + 100, metadata: 'm' })
    for (const { expiresAt, metadata } of (await kv.list()).entries)
      expect([expiresAt, metadata]).toEqual([START + 100, 'm'])
  })

  test('expire sets the expiry and leaves value and metadata', async ({ kv, clock }) => {
    await kv.put('a', 1, { metadata: 'm' })
    expect(await kv.expire('a', 100)).toBe(true)
    expect(await kv.ttl('a')).toBe(100)
    expect(await kv.expire('a', { expiresAt: START + 300 })).toBe(true)
    expect(await kv.ttl('a')).toBe(300)
    const entry = await kv.getEntry('a')
    expect([entry?.value, entry?.metadata]).toEqual([1, 'm'])
    clock.advance(300)
    expect(await kv.expire('a', 100)).toBe(false)
    expect(await kv.has('a')).toBe(false)
  })

  test('expire with 0 or a moment in the past ends the entry', async ({ kv }) => {
    await kv.putMany([
      ['a', 1],
      ['b', 2],
      ['c', 3],
    ])
    expect(await kv.expire('a', 0)).toBe(true)
    expect(await kv.expire('b', { expiresAt: START })).toBe(true)
    expect(await kv.expire('c', { expiresAt: 0 })).toBe(true)
    expect(await kv.count()).toBe(0)
  })

  test('expire and persist of a missing key are false and make nothing', async ({ kv }) => {
    expect(await kv.expire('a', 100)).toBe(false)
    expect(await kv.persist('a')).toBe(false)
    expect(await kv.has('a')).toBe(false)
  })

  test('persist takes the expiry away and leaves value and metadata', async ({ kv, clock }) => {
    await kv.put('a', new Uint8Array([1]), { ttl: 100, metadata: 'm' })
    expect(await kv.persist('a')).toBe(true)
    expect(await kv.ttl('a')).toBe(Infinity)
    expect(await kv.persist('a')).toBe(true)
    clock.advance(1_000)
    const entry = await kv.getEntry('a')
    expect([entry?.value, entry?.metadata]).toStrictEqual([new Uint8Array([1]), 'm'])
  })

  test('what is no duration or moment throws INVALID_TTL and changes nothing', async ({ kv }) => {
    await kv.put('a', 1, { ttl: 100 })
    const before = await kv.getEntry('a')
    for (const bad of NO_DURATIONS as readonly number[]) {
      expect(await codeOf(() => kv.put('a', 2, { ttl: bad }))).toBe('INVALID_TTL')
      expect(await codeOf(() => kv.put('a', 2, { expiresAt: bad }))).toBe('INVALID_TTL')
      expect(
        await codeOf(() =>
          kv.putMany(
            [
              ['a', 2],
              ['b', 2],
            ],
            { ttl: bad },
          ),
        ),
      ).toBe('INVALID_TTL')
      expect(await codeOf(() => kv.expire('a', { expiresAt: bad }))).toBe('INVALID_TTL')
      expect(await codeOf(() => kv.increment('b', 1, { ttl: bad }))).toBe('INVALID_TTL')
    }
    expect(await kv.getEntry('a')).toStrictEqual(before)
    expect(await kv.count()).toBe(1)
  })

  test('an expire that is given neither a duration nor a moment throws INVALID_TTL and changes nothing', async ({
    kv,
  }) => {
    await kv.put('a', 1, { ttl: 100 })
    for (const bad of [...NO_DURATIONS, undefined, {}, { expiresAt: undefined }] as readonly number[]) {
      expect(await codeOf(() => kv.expire('a', bad))).toBe('INVALID_TTL')
    }
    expect(await kv.ttl('a')).toBe(100)
  })

  test('options that exclude each other throw INVALID_OPTION and change nothing', async ({ kv }) => {
    await kv.put('a', 1, { ttl: 100 })
    const before = await kv.getEntry('a')
    for (const options of [
      { ttl: 1, expiresAt: START + 1 },
      { ttl: 1, keepTtl: true },
      { expiresAt: START + 1, keepTtl: true },
    ]) {
      expect(await codeOf(() => kv.put('a', 2, options))).toBe('INVALID_OPTION')
    }
    expect(await codeOf(() => kv.putMany([['a', 2]], { ttl: 1, expiresAt: START + 1 }))).toBe(
      'INVALID_OPTION',
    )
    expect(await kv.getEntry('a')).toStrictEqual(before)
  })

  test('an option that is undefined is an option that was not given', async ({ kv }) => {
    await kv.put('a', 1, {
      ttl: undefined,
      expiresAt: undefined,
      keepTtl: undefined,
      ifAbsent: undefined,
      ifRevision: undefined,
      metadata: undefined,
    })
    expect(await kv.ttl('a')).toBe(Infinity)
    await kv.put('a', 2, { ttl: 5, expiresAt: undefined })
    expect(await kv.ttl('a')).toBe(5)
    expect(
      (
        await kv.list({
          prefix: undefined,
          start: undefined,
          end: undefined,
          limit: undefined,
          cursor: undefined,
          reverse: undefined,
          values: undefined,
        })
      ).entries.length,
    ).toBe(1)
  })
}
