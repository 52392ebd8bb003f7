import type { StoreSuite } from '../describe-store.ts'
import { codeOf } from '../failure.ts'
import { compareBytes, ODD_KEYS, shuffled } from '../odd-keys.ts'
import { all } from '../steps.ts'
import { fill, keysOf, pagesOf } from './pages.ts'

const KEYS = ['a', 'b', 'c', 'd', 'e', 'f', 'g']

export function listTests({ test, expect }: StoreSuite): void {
  test('a page has at most limit entries, and the last page has no cursor', async ({ kv }) => {
    await fill(kv, KEYS)
    for (let limit = 1; limit <= KEYS.length + 1; limit++) {
      for (const reverse of [false, true]) {
        const pages = await pagesOf(kv, { limit, reverse })
        expect(pages.flat()).toEqual(reverse ? KEYS.toReversed() : KEYS)
        expect(pages.map((page) => page.length)).toEqual(lengths(KEYS.length, limit))
      }
    }
  })

  test('a page has 100 entries unless told otherwise', async ({ kv }) => {
    await fill(
      kv,
      Array.from({ length: 101 }, (_, i) => `key ${100 + i}`),
    )
    const { entries, cursor } = await kv.list()
    expect(entries.length).toBe(100)
    expect((await kv.list({ cursor })).entries.map(({ key }) => key)).toEqual(['key 200'])
  })

  test('a limit that is no positive integer throws INVALID_OPTION', async ({ kv }) => {
    for (const limit of [0, -1, 1.5, Number.NaN, '2'] as readonly number[]) {
      expect(await codeOf(() => kv.list({ limit }))).toBe('INVALID_OPTION')
    }
  })

  test('a page is full although entries inside it have expired', async ({ kv, clock }) => {
    const keys = Array.from({ length: 60 }, (_, i) => `key ${10 + i}`)
    await kv.putMany(
      keys.map((key) => [key, key]),
      { ttl: 10 },
    )
    const living = keys.filter((_, i) => i % 9 === 4)
    await fill(kv, living)
    clock.advance(10)
    for (const limit of [1, 2, 3, living.length]) {
      for (const reverse of [false, true]) {
        const pages = await pagesOf(kv, { limit, reverse })
        expect(pages.flat()).toEqual(reverse ? living.toReversed() : living)
        expect(pages.slice(0, -1).every((page) => page.length === limit)).toBe(true)
      }
    }
    expect(await all(kv.keys())).toEqual(living)
    expect(await all(kv.keys({ reverse: true }))).toEqual(living.toReversed())
  })

  test('a list without values has everything but the values', async ({ kv }) => {
    const revision = await kv.put('a', 'value', { ttl: 10, metadata: 'm' })
    await kv.put('b', new Uint8Array([1]))
    const { entries } = await kv.list({ values: false })
    expect(entries.every((entry) => !('value' in entry))).toBe(true)
    const { value: _, ...head } = (await kv.getEntry('a')) ?? { value: 0 }
    expect(entries[0]).toEqual(head)
    expect(entries[0]?.revision).toBe(revision)
  })

  test('every key is listed once, in the order of UTF-8 bytes, whatever the size of the pages', async ({
    kv,
  }) => {
    await fill(kv, shuffled(ODD_KEYS))
    for (const limit of [1, 2, 3, 10, ODD_KEYS.length - 1, ODD_KEYS.length, 1_000]) {
      expect((await pagesOf(kv, { limit })).flat()).toEqual(ODD_KEYS)
      expect((await pagesOf(kv, { limit, reverse: true })).flat()).toEqual(ODD_KEYS.toReversed())
    }
  })

  test('a prefix is matched by every byte of it, in its case, and is no pattern', async ({ kv }) => {
    await fill(kv, ODD_KEYS)
    const prefixes = [
      '',
      'a',
      'A',
      'a%',
      'a_',
      '%',
      '_',
      '*',
      '[',
      '\\',
      "'",
      '"',
      '\0',
      '\n',
      'a/',
      '__proto__',
      'e',
      '\u00e9',
      '\u{10000}',
      'long/',
      'none',
    ]
    // The end of the span of these is not found by adding 1 to the last unit.
    const edges = [
      '\u0001',
      '\ufefe',
      '\ufeff',
      '\ud7ff',
      '\ue000',
      '\uffff',
      '\u{10ffff}',
      '\u{10ffff}\u{10ffff}',
      '\uffff\uffff',
    ]
    for (const prefix of [...prefixes, ...edges]) {
      const inside = ODD_KEYS.filter((key) => key.startsWith(prefix))
      expect(await keysOf(kv, { prefix, limit: 1_000 })).toEqual(inside)
      expect(await keysOf(kv, { prefix, limit: 1_000, reverse: true })).toEqual(inside.toReversed())
      expect((await pagesOf(kv, { prefix, limit: 2 })).flat()).toEqual(inside)
      expect(await kv.count({ prefix })).toBe(inside.length)
    }
  })

  test('start is the first key, end is after the last, and bounds cut where all of them hold', async ({
    kv,
  }) => {
    const keys = ['a', 'a/1', 'a/2', 'a0', 'b', 'b/1', 'c', '\uffff', '\u{10000}']
    await fill(kv, keys)
    for (const prefix of [undefined, '', 'a', 'a/', 'b', '\uffff']) {
      for (const start of [undefined, '', 'a/1', 'a/11', 'b', '\uffff']) {
        for (const end of [undefined, '', 'a/2', 'b', 'd', '\u{10000}']) {
          const inside = keys.filter(
            (key) =>
              key.startsWith(prefix ?? '') &&
              compareBytes(key, start ?? '') >= 0 &&
              (end === undefined || compareBytes(key, end) < 0),
          )
          expect(await keysOf(kv, { prefix, start, end })).toEqual(inside)
        }
      }
    }
    expect(
      (await pagesOf(kv, { prefix: 'a', start: 'a/1', end: 'b', limit: 2, reverse: true })).flat(),
    ).toEqual(['a0', 'a/2', 'a/1'])
    expect(await kv.count({ start: 'a/1', end: 'b/1' })).toBe(4)
  })
}

/** The lengths of the pages that `count` entries fill: one empty page when there are none. */
function lengths(count: number, limit: number): number[] {
  const full = Array.from({ length: Math.floor(count / limit) }, () => limit)
  return count % limit === 0 && count > 0 ? full : [...full, count % limit]
}
