import type { StoreSuite } from '../describe-store.ts'
import { codeOf } from '../failure.ts'
import { all } from '../steps.ts'

/** What is no list of pairs, although a part of it may look like one. */
const NO_PAIRS: readonly unknown[] = [null, undefined, 5, 'ab', { a: 1 }, [null], ['ab'], [['b', 2], 'ab']]

export function manyTests({ test, expect }: StoreSuite): void {
  test('delete tells whether there was an entry', async ({ kv }) => {
    await kv.put('a', 1)
    expect(await kv.delete('a')).toBe(true)
    expect(await kv.delete('a')).toBe(false)
    expect(await kv.has('a')).toBe(false)
  })

  test('deleteMany counts the entries that there were, each once', async ({ kv }) => {
    await kv.putMany([
      ['a', 1],
      ['b', 2],
      ['c', 3],
    ])
    expect(await kv.deleteMany(['a', 'none', 'c', 'a'])).toBe(2)
    expect(await all(kv.keys())).toEqual(['b'])
    expect(await kv.deleteMany([])).toBe(0)
    expect(await kv.deleteMany(['a'])).toBe(0)
  })

  test('putMany refuses what is no list of pairs, and changes nothing', async ({ kv }) => {
    for (const pairs of NO_PAIRS as readonly (readonly [string, unknown][])[])
      expect(await codeOf(() => kv.putMany(pairs))).toBe('INVALID_OPTION')
    expect(await kv.count()).toBe(0)
  })

  test('putMany takes any iterable, and of a key named twice the later value', async ({ kv }) => {
    await kv.putMany([
      ['a', 1],
      ['b', 1],
      ['a', 2],
    ])
    await kv.putMany(new Map<string, unknown>([['c', [3]]]))
    await kv.putMany(
      (function* (): Generator<[string, unknown]> {
        yield ['d', 'four']
        yield ['d', new Uint8Array([4])]
      })(),
    )
    await kv.putMany([])
    expect(await all(kv.entries())).toStrictEqual([
      ['a', 2],
      ['b', 1],
      ['c', [3]],
      ['d', new Uint8Array([4])],
    ])
  })

  test('putMany sets all of the keys or none', async ({ kv }) => {
    await kv.put('a', 'old')
    const bad: readonly (readonly [string, unknown])[] = [
      ['b', () => 1],
      ['\ud800', 1],
    ]
    for (const entry of bad) {
      await codeOf(() => kv.putMany([['a', 'new'], ['c', 'new'], entry, ['d', 'new']]))
      expect(await all(kv.entries())).toEqual([['a', 'old']])
    }
  })

  test('putMany of thousands of keys is one write', async ({ kv }) => {
    await kv.putMany(Array.from({ length: 1_500 }, (_, i) => [`key ${10_000 + i}`, i]))
    expect(await kv.count()).toBe(1_500)
    expect(await kv.get('key 11499')).toBe(1_499)
    expect(await kv.deleteMany(Array.from({ length: 1_500 }, (_, i) => `key ${10_000 + i}`))).toBe(1_500)
    expect(await kv.count()).toBe(0)
  })

  test('clear empties the namespace', async ({ kv }) => {
    await kv.putMany([
      ['', 1],
      ['a', 2],
      ['\u{10ffff}', 3],
    ])
    await kv.clear()
    expect(await kv.count()).toBe(0)
    await kv.clear()
    await kv.put('a', 1)
    expect(await all(kv.entries())).toEqual([['a', 1]])
  })

  test('clear with a range empties that range', async ({ kv }) => {
    const keys = ['a', 'a/1', 'a/2', 'a0', 'b', 'c']
    const refill = async (): Promise<void> => await kv.putMany(keys.map((key) => [key, key]))
    for (const [range, left] of [
      [{ prefix: 'a/' }, ['a', 'a0', 'b', 'c']],
      [{ start: 'a/2' }, ['a', 'a/1']],
      [{ end: 'a0' }, ['a0', 'b', 'c']],
      [{ start: 'a', end: 'b', prefix: 'a/' }, ['a', 'a0', 'b', 'c']],
      [{ start: 'b', end: 'b' }, keys],
      [{ start: 'c', end: 'a' }, keys],
      [{ prefix: 'z' }, keys],
      [{ prefix: 'a', start: 'b' }, keys],
      [{}, []],
    ] as const) {
      await refill()
      await kv.clear(range)
      expect(await all(kv.keys())).toEqual(left)
    }
  })
}
