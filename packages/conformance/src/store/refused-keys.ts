import type { StoreSuite } from '../describe-store.ts'
import { codeOf } from '../failure.ts'
import { all, wait } from '../steps.ts'
import type { AnyNamespace } from '../world.ts'

const CALLS: readonly (readonly [name: string, call: (kv: AnyNamespace, key: string) => unknown])[] = [
  ['get', (kv, key) => kv.get(key)],
  ['getEntry', (kv, key) => kv.getEntry(key)],
  ['getMany', (kv, key) => kv.getMany(['a', key])],
  ['has', (kv, key) => kv.has(key)],
  ['put', (kv, key) => kv.put(key, 1)],
  [
    'putMany',
    (kv, key) =>
      kv.putMany([
        ['a', 2],
        [key, 1],
      ]),
  ],
  ['delete', (kv, key) => kv.delete(key)],
  ['deleteMany', (kv, key) => kv.deleteMany(['a', key])],
  ['clear', (kv, key) => kv.clear({ prefix: key })],
  ['list by prefix', (kv, key) => kv.list({ prefix: key })],
  ['list from start', (kv, key) => kv.list({ start: key })],
  ['list to end', (kv, key) => kv.list({ end: key })],
  ['entries', (kv, key) => all(kv.entries({ start: key }))],
  ['keys', (kv, key) => all(kv.keys({ prefix: key }))],
  ['values', (kv, key) => all(kv.values({ end: key }))],
  ['count', (kv, key) => kv.count({ prefix: key })],
  ['increment', (kv, key) => kv.increment(key)],
  ['update', (kv, key) => kv.update(key, () => 1)],
  ['ttl', (kv, key) => kv.ttl(key)],
  ['expire', (kv, key) => kv.expire(key, 1)],
  ['persist', (kv, key) => kv.persist(key)],
]

const NO_KEYS: readonly unknown[] = [
  '\ud800',
  'a\udfff',
  '\udc00\ud800',
  '\ud83d',
  'a\ud800b',
  1,
  null,
  {},
  ['a'],
]

export function refusedKeyTests({ test, expect }: StoreSuite): void {
  for (const [name, call] of CALLS) {
    test(`${name} throws INVALID_KEY for a lone surrogate and for what is no string, and changes nothing`, async ({
      kv,
    }) => {
      await kv.put('a', 1)
      const before = await kv.list()
      for (const key of NO_KEYS as readonly string[])
        expect(await codeOf(() => call(kv, key))).toBe('INVALID_KEY')
      expect(await kv.list()).toStrictEqual(before)
    })
  }

  test('a refused key in a transaction can be caught, and the rest is committed', async ({
    kv,
    transact,
  }) => {
    await transact(kv, function* (tx) {
      yield* wait(tx.put('a', 1))
      let refused = false
      try {
        yield* wait(tx.put('\ud800', 1))
      } catch {
        refused = true
      }
      expect(refused).toBe(true)
    })
    expect(await all(kv.keys())).toEqual(['a'])
  })
}
