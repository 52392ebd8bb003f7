import type { KeyListOptions } from '@kvasir/core'
import type { StoreSuite } from '../describe-store.ts'
import { codeOf } from '../failure.ts'
import { compareBytes, ODD_KEYS } from '../odd-keys.ts'
import { wait } from '../steps.ts'
import type { AnyNamespace } from '../world.ts'

const KEYS = [
  '',
  '/',
  '/a',
  'a',
  'a/',
  'a/1',
  'a/2/x',
  'a/2/y',
  'a/3',
  'a0',
  'b//c',
  'b/c',
  'c',
  '\u{10ffff}/\u{10ffff}',
]

/** Listings that roll up what lies behind a delimiter. */
export function listFolderTests({ test, expect }: StoreSuite): void {
  test('what lies behind a delimiter is rolled up to it, once', async ({ kv }) => {
    await fill(kv, KEYS)
    const page = await kv.list({ delimiter: '/' })
    expect(page.entries.map(({ key }) => key)).toEqual(['', 'a', 'a0', 'c'])
    expect([page.prefixes, page.cursor]).toEqual([['/', 'a/', 'b/', '\u{10ffff}/'], undefined])
    const inside = await kv.list({ delimiter: '/', prefix: 'a/' })
    expect([inside.entries.map(({ key }) => key), inside.prefixes]).toEqual([['a/', 'a/1', 'a/3'], ['a/2/']])
    expect((await kv.list()).prefixes).toEqual([])
  })

  test('pages of any length in both directions have every entry and every folder once', async ({ kv }) => {
    await fill(kv, KEYS)
    const ranges: readonly KeyListOptions[] = [
      {},
      { prefix: 'a' },
      { prefix: 'a/' },
      { start: 'a/2' },
      { start: 'a/2/y', end: 'b/c' },
      { end: 'a/2' },
      { prefix: 'b/', start: 'b//d' },
    ]
    for (const range of ranges) {
      for (const delimiter of ['/', '/2', 'a', '//', '\u{10ffff}']) {
        for (const reverse of [false, true]) {
          const expected = folded(KEYS, { ...range, delimiter, reverse })
          for (let limit = 1; limit <= expected.length + 1; limit++) {
            const options = { ...range, delimiter, reverse, limit }
            const { items, lengths } = await walk(kv, options)
            expect([options, items]).toEqual([options, expected])
            expect(lengths.slice(0, -1).every((length) => length === limit)).toBe(true)
          }
        }
      }
    }
  })

  test('odd keys and delimiters are rolled up by their text', async ({ kv }) => {
    await fill(kv, ODD_KEYS)
    for (const delimiter of ['\0', '%', '\uffff', '\u{10ffff}', 'a', '__', 'long/']) {
      for (const reverse of [false, true]) {
        const { items } = await walk(kv, { delimiter, reverse, limit: 7 })
        expect([delimiter, items]).toEqual([delimiter, folded(ODD_KEYS, { delimiter, reverse })])
      }
    }
  })

  test('a folder with nothing but expired entries is none, and one with a live entry is', async ({
    kv,
    clock,
  }) => {
    for (const key of ['a/1', 'a/2', 'b/1', 'c', 'd/1']) await kv.put(key, 1, { ttl: 10 })
    await fill(kv, ['b/2', 'd/0', 'e'])
    clock.advance(10)
    for (const reverse of [false, true]) {
      for (const limit of [1, 2, 9]) {
        expect((await walk(kv, { delimiter: '/', reverse, limit })).items).toEqual(
          reverse ? ['e', 'd/', 'b/'] : ['b/', 'd/', 'e'],
        )
      }
    }
  })

  test('large folders, live or expired, are one step', async ({ kv, clock }) => {
    const many = (folder: string): string[] => Array.from({ length: 300 }, (_, i) => `${folder}/${1000 + i}`)
    await fill(kv, [...many('a'), ...many('c'), 'd'])
    await kv.putMany(
      [...many('b'), 'c/1000', 'c/1299'].map((key) => [key, 1]),
      { ttl: 10 },
    )
    clock.advance(10)
    for (const limit of [1, 5]) {
      expect((await walk(kv, { delimiter: '/', limit })).items).toEqual(['a/', 'c/', 'd'])
      expect((await walk(kv, { delimiter: '/', limit, reverse: true })).items).toEqual(['d', 'c/', 'a/'])
    }
  })

  test('a cursor of another range, and a delimiter that is no text, are refused', async ({ kv }) => {
    await fill(kv, KEYS)
    const { cursor } = await kv.list({ delimiter: '/', limit: 3 })
    expect(await codeOf(() => kv.list({ delimiter: '/', prefix: 'b', cursor }))).toBe('INVALID_CURSOR')
    expect(await codeOf(() => kv.list({ delimiter: '/', reverse: true, cursor }))).toBe('INVALID_CURSOR')
    expect(await codeOf(() => kv.list({ delimiter: '' }))).toBe('INVALID_OPTION')
    expect(await codeOf(() => kv.list({ delimiter: 1 as unknown as string }))).toBe('INVALID_OPTION')
  })

  test('in a transaction folders have what it has written', async ({ kv, transact }) => {
    await fill(kv, ['a/1', 'b/1', 'c'])
    await transact(kv, function* (tx) {
      yield* wait(tx.delete('a/1'))
      yield* wait(tx.put('d/1', 1))
      yield* wait(tx.put('b/2', 1))
      const page = yield* wait(tx.list({ delimiter: '/' }))
      expect([page.entries.map(({ key }) => key), page.prefixes]).toEqual([['c'], ['b/', 'd/']])
    })
    expect((await kv.list({ delimiter: '/' })).prefixes).toEqual(['b/', 'd/'])
  })
}

async function fill(kv: AnyNamespace, keys: readonly string[]): Promise<void> {
  await kv.putMany(keys.map((key) => [key, 1]))
}

interface Walk {
  /** Entries and folders of all pages, in the order of the listing. */
  readonly items: readonly string[]
  readonly lengths: readonly number[]
}

async function walk(kv: AnyNamespace, options: KeyListOptions): Promise<Walk> {
  const items: string[] = []
  const lengths: number[] = []
  let cursor: string | undefined
  do {
    const page = await kv.list({ ...options, cursor })
    const both = [...page.entries.map(({ key }) => key), ...page.prefixes].sort(compareBytes)
    if (options.reverse === true) both.reverse()
    items.push(...both)
    lengths.push(both.length)
    if (page.cursor !== undefined && page.cursor === cursor)
      throw new Error('A page ends where the page before it ended.')
    cursor = page.cursor
  } while (cursor !== undefined)
  return { items, lengths }
}

/** What a listing is to have, in the plainest words. */
function folded(keys: readonly string[], options: KeyListOptions): string[] {
  const { prefix = '', start = '', end, delimiter = '', reverse = false } = options
  const inside = keys.filter(
    (key) =>
      key.startsWith(prefix) &&
      compareBytes(key, start) >= 0 &&
      (end === undefined || compareBytes(key, end) < 0),
  )
  const items = inside.map((key) => {
    const place = key.slice(prefix.length).indexOf(delimiter)
    return place === -1 ? key : key.slice(0, prefix.length + place + delimiter.length)
  })
  const sorted = [...new Set(items)].sort(compareBytes)
  return reverse ? sorted.reverse() : sorted
}
