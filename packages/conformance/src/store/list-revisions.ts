import type { RevisionListOptions } from '@kvasir/core'
import type { StoreSuite } from '../describe-store.ts'
import { codeOf } from '../failure.ts'
import { wait } from '../steps.ts'
import type { AnyNamespace } from '../world.ts'

/** Listings in the order of writing. */
export function listRevisionTests({ test, expect }: StoreSuite): void {
  test('entries are listed in the order in which they were written last', async ({ kv, clock }) => {
    for (const key of ['c', 'a', 'b', 'd', 'e']) await kv.put(key, key, { ttl: key === 'd' ? 10 : 100 })
    await kv.put('a', 'again')
    await kv.delete('e')
    clock.advance(10)
    const { entries, prefixes, cursor } = await kv.list({ order: 'revision' })
    expect(entries.map(({ key, value }) => [key, value])).toEqual([
      ['c', 'c'],
      ['b', 'b'],
      ['a', 'again'],
    ])
    expect([prefixes, cursor]).toEqual([[], undefined])
    expect(entries[0]).toStrictEqual(await kv.getEntry('c'))
    expect(await pages(kv, { reverse: true })).toEqual([['a', 'b', 'c']])
  })

  test('after leaves out what was written by then', async ({ kv }) => {
    const revisions: number[] = []
    for (const key of ['a', 'b', 'c', 'd']) revisions.push(await kv.put(key, 1))
    expect(await pages(kv, { after: revisions[1] })).toEqual([['c', 'd']])
    expect(await pages(kv, { after: revisions[1], reverse: true })).toEqual([['d', 'c']])
    expect(await pages(kv, { after: revisions[3] })).toEqual([[]])
    expect(await pages(kv, { after: 0 })).toEqual([['a', 'b', 'c', 'd']])
    await kv.put('a', 2)
    expect(await pages(kv, { after: revisions[3] })).toEqual([['a']])
  })

  test('pages go on behind the last revision, whatever has been written meanwhile', async ({ kv }) => {
    for (const key of ['e', 'd', 'c', 'b', 'a']) await kv.put(key, 1)
    const first = await kv.list({ order: 'revision', limit: 2 })
    await kv.put('e', 2)
    await kv.delete('d')
    await kv.delete('c')
    expect(await pages(kv, { limit: 2, cursor: first.cursor })).toEqual([['b', 'a'], ['e']])
  })

  test('pages are full in both directions, also within a range, and of a limit that divides', async ({
    kv,
  }) => {
    const keys = Array.from({ length: 12 }, (_, i) => `${i % 2 === 0 ? 'even' : 'odd'}/${i}`)
    for (const key of keys) await kv.put(key, 1)
    const even = keys.filter((key) => key.startsWith('even'))
    for (const limit of [1, 2, 3, 4, 6, 7]) {
      expect(await pages(kv, { limit, prefix: 'even/' })).toEqual(chunks(even, limit))
      expect(await pages(kv, { limit, start: 'f', reverse: true })).toEqual(
        chunks(keys.filter((key) => key.startsWith('odd')).reverse(), limit),
      )
      const after = (await kv.getEntry(keys[5] as string))!.revision
      expect(await pages(kv, { limit, after, reverse: true })).toEqual(chunks(keys.slice(6).reverse(), limit))
    }
    expect(await pages(kv, { prefix: 'none' })).toEqual([[]])
  })

  test('hundreds of rows that are passed over cost no entry', async ({ kv, clock }) => {
    await kv.put('first/', 1)
    await kv.putMany(
      Array.from({ length: 300 }, (_, i) => [`gone/${i}`, 1]),
      { ttl: 10 },
    )
    await kv.putMany(Array.from({ length: 300 }, (_, i) => [`other/${i}`, 1]))
    await kv.put('first/last', 1)
    clock.advance(10)
    expect(await pages(kv, { prefix: 'first/', limit: 1 })).toEqual([['first/'], ['first/last']])
    expect(await pages(kv, { prefix: 'gone/', reverse: true })).toEqual([[]])
  })

  test('a listing by revision without values has none', async ({ kv }) => {
    await kv.put('a', 1, { metadata: 'm' })
    const { entries } = await kv.list({ order: 'revision', values: false })
    expect(entries.map((entry) => ['value' in entry, entry.key, entry.metadata])).toEqual([[false, 'a', 'm']])
  })

  test('what is no order, no revision or no cursor of such a listing is refused', async ({ kv }) => {
    for (const key of ['a', 'b', 'c']) await kv.put(key, 1)
    const { cursor } = await kv.list({ order: 'revision', limit: 1 })
    const back = (await kv.list({ order: 'revision', limit: 1, reverse: true })).cursor
    const byKey = (await kv.list({ limit: 1 })).cursor
    const refused: readonly (readonly [options: object, code: string])[] = [
      [{ order: 'random' }, 'INVALID_OPTION'],
      [{ order: 'revision', after: -1 }, 'INVALID_OPTION'],
      [{ order: 'revision', after: NaN }, 'INVALID_OPTION'],
      [{ order: 'revision', after: 1, cursor }, 'INVALID_OPTION'],
      [{ order: 'revision', limit: 0 }, 'INVALID_OPTION'],
      [{ order: 'revision', delimiter: '/' }, 'INVALID_OPTION'],
      [{ after: 1 }, 'INVALID_OPTION'],
      [{ order: 'key', after: 0 }, 'INVALID_OPTION'],
      [{ order: 'revision', cursor: back }, 'INVALID_CURSOR'],
      [{ order: 'revision', cursor, reverse: true }, 'INVALID_CURSOR'],
      [{ order: 'revision', cursor: byKey }, 'INVALID_CURSOR'],
      [{ cursor }, 'INVALID_CURSOR'],
      [{ order: 'revision', cursor: btoa('1rfNaN').replaceAll('=', '') }, 'INVALID_CURSOR'],
      [{ order: 'revision', cursor: btoa('1rf-5').replaceAll('=', '') }, 'INVALID_CURSOR'],
    ]
    for (const [options, code] of refused) {
      expect([options, await codeOf(() => kv.list(options))]).toEqual([options, code])
    }
  })

  test('in a transaction what it has written comes last', async ({ kv, transact }) => {
    for (const key of ['a', 'b', 'c']) await kv.put(key, 1)
    await transact(kv, function* (tx) {
      yield* wait(tx.put('z', 1))
      yield* wait(tx.put('a', 2))
      yield* wait(tx.delete('b'))
      const { entries } = yield* wait(tx.list({ order: 'revision' }))
      expect(entries.map(({ key }) => key)).toEqual(['c', 'z', 'a'])
      const first = yield* wait(tx.list({ order: 'revision', limit: 2, reverse: true }))
      expect(first.entries.map(({ key }) => key)).toEqual(['a', 'z'])
      const { cursor } = first
      const rest = yield* wait(tx.list({ order: 'revision', reverse: true, cursor }))
      expect(rest.entries.map(({ key }) => key)).toEqual(['c'])
    })
    expect(await pages(kv, {})).toEqual([['c', 'z', 'a']])
  })
}

async function pages(kv: AnyNamespace, options: Omit<RevisionListOptions, 'order'>): Promise<string[][]> {
  const result: string[][] = []
  let { cursor, after } = options
  do {
    const page = await kv.list({ ...options, order: 'revision', cursor, after })
    result.push(page.entries.map(({ key }) => key))
    cursor = page.cursor
    if (options.reverse !== true) after = undefined
  } while (cursor !== undefined)
  return result
}

function chunks<T>(items: readonly T[], size: number): T[][] {
  return items.length <= size ? [[...items]] : [items.slice(0, size), ...chunks(items.slice(size), size)]
}
