import { START } from '../clock.ts'
import type { StoreSuite } from '../describe-store.ts'
import { all, run, type Steps, wait } from '../steps.ts'
import type { AnyNamespace } from '../world.ts'

/** What each way of reading has to say about the key `a`, beside which there is a key `b`. */
const READERS: readonly (readonly [name: string, sees: (kv: AnyNamespace) => Steps<boolean>])[] = [
  ['get', function* (kv) { return (yield* wait(kv.get('a'))) !== undefined }],
  ['getEntry', function* (kv) { return (yield* wait(kv.getEntry('a'))) !== undefined }],
  ['getMany', function* (kv) { return (yield* wait(kv.getMany(['b', 'a'])))[1] !== undefined }],
  ['has', function* (kv) { return yield* wait(kv.has('a')) }],
  ['ttl', function* (kv) { return (yield* wait(kv.ttl('a'))) !== undefined }],
  ['list', function* (kv) { return (yield* wait(kv.list())).entries.some(isA) }],
  ['list without values', function* (kv) { return (yield* wait(kv.list({ values: false }))).entries.some(isA) }],
  ['reverse list', function* (kv) { return (yield* wait(kv.list({ reverse: true }))).entries.some(isA) }],
  ['count', function* (kv) { return (yield* wait(kv.count())) === 2 }],
  ['count of a range', function* (kv) { return (yield* wait(kv.count({ prefix: 'a' }))) === 1 }],
  ['entries', function* (kv) { return (yield* wait(all(kv.entries()))).some(([key]) => key === 'a') }],
  ['keys', function* (kv) { return (yield* wait(all(kv.keys()))).includes('a') }],
  ['values', function* (kv) { return (yield* wait(all(kv.values()))).includes('value of a') }],
  ['update', function* (kv) { return (yield* wait(kv.update('a', (value) => value ?? 'none'))) !== 'none' }],
  ['deleteMany', function* (kv) { return (yield* wait(kv.deleteMany(['a']))) === 1 }],
  ['delete', function* (kv) { return yield* wait(kv.delete('a')) }],
  ['expire', function* (kv) { return yield* wait(kv.expire('a', 1)) }],
  ['persist', function* (kv) { return yield* wait(kv.persist('a')) }],
] // prettier-ignore

function isA({ key }: { readonly key: string }): boolean {
  return key === 'a'
}

export function expiryTests({ mode, test, expect }: StoreSuite): void {
  for (const [name, sees] of READERS) {
    const cases = [
      [99, true],
      [100, false],
      [101, false],
    ] as const

    test(`${name} sees an entry until the instant it expires at, and not from then on`, async ({
      kv,
      clock,
    }) => {
      for (const [after, expected] of cases) {
        await kv.put('a', 'value of a', { ttl: 100 })
        await kv.put('b', 'value of b')
        clock.advance(after)
        expect(await run(mode, sees(kv))).toBe(expected)
      }
    })

    test(`${name} in a transaction sees the same, of what was there and of what was put in it`, async ({
      kv,
      clock,
      transact,
    }) => {
      for (const [after, expected] of cases) {
        await kv.put('a', 'value of a', { ttl: 100 })
        await kv.put('b', 'value of b')
        clock.advance(after)
        expect(await transact(kv, sees)).toBe(expected)
        const own = transact(kv, function* (tx) {
          yield* wait(tx.put('a', 'value of a', { ttl: 100 }))
          clock.advance(after)
          return yield* sees(tx)
        })
        expect(await own).toBe(expected)
      }
    })
  }

  test('expiresAt is the first instant at which the entry is gone', async ({ kv, clock }) => {
    await kv.put('a', 1, { expiresAt: START + 100 })
    expect((await kv.getEntry('a'))?.expiresAt).toBe(START + 100)
    clock.advance(99)
    expect(await kv.get('a')).toBe(1)
    clock.advance(1)
    expect(await kv.get('a')).toBe(undefined)
  })

  test('a ttl of 0 and a moment in the past expire at once', async ({ kv }) => {
    await kv.put('a', 1)
    await kv.put('a', 2, { ttl: 0 })
    await kv.put('b', 2, { expiresAt: START })
    await kv.put('c', 2, { expiresAt: 0 })
    await kv.put('d', 2, { expiresAt: 1 })
    expect(await kv.getMany(['a', 'b', 'c', 'd'])).toEqual([undefined, undefined, undefined, undefined])
    expect(await kv.count()).toBe(0)
  })

  test('putting an expired key again makes an entry that owes nothing to the old one', async ({
    kv,
    clock,
  }) => {
    await kv.put('a', 1, { ttl: 10, metadata: 'old' })
    clock.advance(10)
    await kv.put('a', 2)
    const entry = await kv.getEntry('a')
    expect([entry?.value, entry?.expiresAt, entry?.metadata]).toEqual([2, undefined, undefined])
    clock.advance(10 ** 9)
    expect(await kv.get('a')).toBe(2)
  })

  test('an increment of an expired key starts at 0, with the expiry that it asks for', async ({
    kv,
    clock,
  }) => {
    await kv.put('a', 5, { ttl: 10, metadata: 'old' })
    clock.advance(10)
    expect(await kv.increment('a', 2, { ttl: 7 })).toBe(2)
    expect(await kv.ttl('a')).toBe(7)
    expect((await kv.getEntry('a'))?.metadata).toBe(undefined)
  })

  test('an update of an expired key sees undefined', async ({ kv, clock }) => {
    await kv.put('a', 5, { ttl: 10, metadata: 'old' })
    clock.advance(10)
    expect(await kv.update('a', (current) => [current === undefined])).toEqual([true])
    expect(await kv.ttl('a')).toBe(Infinity)
    expect((await kv.getEntry('a'))?.metadata).toBe(undefined)
  })

  test('clear and deleteMany take expired entries along', async ({ kv, clock }) => {
    await kv.putMany(
      [
        ['a', 1],
        ['b', 2],
      ],
      { ttl: 10 },
    )
    clock.advance(10)
    await kv.put('c', 3)
    expect(await kv.deleteMany(['a', 'c', 'none'])).toBe(1)
    await kv.clear()
    expect(await kv.count()).toBe(0)
  })
}
