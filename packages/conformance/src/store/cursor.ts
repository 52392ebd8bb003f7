import type { StoreSuite } from '../describe-store.ts'
import { codeOf } from '../failure.ts'
import { fill, keysOf } from './pages.ts'

const KEYS = ['b', 'd', 'f', 'h']

export function cursorTests({ test, expect }: StoreSuite): void {
  test('a cursor survives the deletion of the key that it stands at', async ({ kv }) => {
    for (const [reverse, rest] of [
      [false, ['f', 'h']],
      [true, ['d', 'b']],
    ] as const) {
      await fill(kv, KEYS)
      const { cursor } = await kv.list({ limit: 2, reverse })
      await kv.deleteMany(reverse ? ['h', 'f'] : ['b', 'd'])
      expect(await keysOf(kv, { cursor, reverse })).toEqual(rest)
    }
  })

  test('a cursor survives the end of the key that it stands at, by expiry too', async ({ kv, clock }) => {
    await fill(kv, KEYS)
    const { cursor } = await kv.list({ limit: 2 })
    await kv.expire('d', 5)
    clock.advance(5)
    expect(await keysOf(kv, { cursor })).toEqual(['f', 'h'])
    await kv.clear()
    expect(await kv.list({ cursor })).toEqual({ entries: [], prefixes: [], cursor: undefined })
  })

  test('a cursor sees what is inserted ahead of it, and not what is inserted behind', async ({ kv }) => {
    for (const [reverse, rest] of [
      [false, ['d\0', 'e', 'f', 'g', 'h', 'i']],
      [true, ['e', 'd\0', 'd', 'c', 'b', 'a']],
    ] as const) {
      await kv.clear()
      await fill(kv, KEYS)
      const { cursor } = await kv.list({ limit: 2, reverse })
      await fill(kv, ['a', 'c', 'd\0', 'e', 'g', 'i'])
      expect(await keysOf(kv, { cursor, reverse })).toEqual(rest)
    }
  })

  test('a cursor stands behind its key: the key put again does not come again', async ({ kv }) => {
    await fill(kv, KEYS)
    const { cursor } = await kv.list({ limit: 2 })
    await kv.put('d', 'again')
    expect(await keysOf(kv, { cursor })).toEqual(['f', 'h'])
  })

  test('a cursor can be used again, and by another handle', async ({ kv, store }) => {
    await fill(kv, KEYS)
    const { cursor } = await kv.list({ limit: 1 })
    for (const handle of [kv, kv, store.namespace(kv.name)])
      expect(await keysOf(handle, { cursor, limit: 2 })).toEqual(['d', 'f'])
  })

  test('a cursor goes on with another limit, and with or without values', async ({ kv }) => {
    await fill(kv, KEYS)
    const { cursor } = await kv.list({ limit: 1, values: false })
    expect((await kv.list({ cursor, limit: 3 })).entries.map(({ value }) => value)).toEqual(['d', 'f', 'h'])
  })

  test('what is no cursor throws INVALID_CURSOR', async ({ kv }) => {
    await fill(kv, KEYS)
    const cursor = (await kv.list({ limit: 2 })).cursor as string
    const broken = [
      '',
      'b',
      'd',
      '0',
      'null',
      '%%%',
      '\ud800',
      '\u{1f600}',
      ' ',
      `${cursor}=`,
      `${cursor} `,
      `A${cursor}`,
      cursor.slice(0, -1),
      cursor.slice(1),
    ]
    for (const each of broken) expect(await codeOf(() => kv.list({ cursor: each }))).toBe('INVALID_CURSOR')
    for (const each of [1, null, {}] as unknown as readonly string[]) {
      expect(await codeOf(() => kv.list({ cursor: each }))).toBe('INVALID_CURSOR')
    }
  })

  test('a cursor of the other direction throws INVALID_CURSOR', async ({ kv }) => {
    await fill(kv, KEYS)
    const { cursor: forward } = await kv.list({ limit: 2 })
    const { cursor: backward } = await kv.list({ limit: 2, reverse: true })
    expect(await codeOf(() => kv.list({ cursor: forward, reverse: true }))).toBe('INVALID_CURSOR')
    expect(await codeOf(() => kv.list({ cursor: backward }))).toBe('INVALID_CURSOR')
  })

  test('a cursor from outside the range throws INVALID_CURSOR', async ({ kv }) => {
    await fill(kv, KEYS)
    const { cursor } = await kv.list({ limit: 2 })
    for (const range of [{ prefix: 'f' }, { prefix: 'd/' }, { start: 'e' }, { end: 'c' }, { end: 'd' }]) {
      expect(await codeOf(() => kv.list({ cursor, ...range }))).toBe('INVALID_CURSOR')
    }
    expect(await keysOf(kv, { cursor, prefix: '', start: 'b', end: 'h' })).toEqual(['f'])
  })

  test('odd keys make good cursors', async ({ kv }) => {
    const odd = ['', '\0', '%', '\ufeff', '\uffff', '\u{10000}', '\u{10ffff}']
    await fill(kv, odd)
    for (const [i, key] of odd.entries()) {
      const { cursor } = await kv.list({ limit: i + 1 })
      await kv.delete(key)
      expect(cursor === undefined ? [] : await keysOf(kv, { cursor })).toEqual(odd.slice(i + 1))
      await kv.put(key, key)
    }
  })
}
