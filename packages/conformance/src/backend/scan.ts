import { keyAfter, type Backend, type Head } from '@kvasir/core'
import type { BackendSuite } from '../describe-backend.ts'
import { keysIn, remove, scanOf, set, write } from './build.ts'

const LETTERS = ['a', 'b', 'c', 'd', 'e', 'f', 'g']

async function fill(backend: Backend): Promise<void> {
  await write(backend, ...LETTERS.map((key, i) => set(key, key, { expiresAt: i % 2 })))
}

export function scanTests({ test, expect }: BackendSuite): void {
  test('a page has at most limit rows, expired ones among them', async (backend) => {
    await fill(backend)
    expect(await keysIn(backend, { limit: 3 })).toEqual(['a', 'b', 'c'])
    expect(await keysIn(backend, { limit: 1 })).toEqual(['a'])
    expect(await keysIn(backend, { limit: 7 })).toEqual(LETTERS)
    expect(await keysIn(backend, { limit: 8 })).toEqual(LETTERS)
  })

  test('a reverse page has the last rows, last first', async (backend) => {
    await fill(backend)
    expect(await keysIn(backend, { limit: 3, reverse: true })).toEqual(['g', 'f', 'e'])
    expect(await keysIn(backend, { limit: 2, reverse: true, to: 'e' })).toEqual(['d', 'c'])
    expect(await keysIn(backend, { limit: 9, reverse: true, from: 'f' })).toEqual(['g', 'f'])
  })

  test('a span has its first key and not its end', async (backend) => {
    await fill(backend)
    expect(await keysIn(backend, { from: 'b', to: 'd' })).toEqual(['b', 'c'])
    expect(await keysIn(backend, { from: 'b', to: 'd', reverse: true })).toEqual(['c', 'b'])
    expect(await keysIn(backend, { from: 'aa', to: 'cc' })).toEqual(['b', 'c'])
  })

  test('a span that ends where it starts, or before, is empty', async (backend) => {
    await fill(backend)
    for (const [from, to] of [
      ['b', 'b'],
      ['c', 'b'],
      ['', ''],
      ['\u{10000}', '\uffff'],
    ] as const) {
      for (const reverse of [false, true]) expect(await keysIn(backend, { from, to, reverse })).toEqual([])
    }
  })

  test('pages of any size, one after the other, show every key once, both ways', async (backend) => {
    await fill(backend)
    for (let limit = 1; limit <= LETTERS.length + 1; limit++) {
      expect(await walk(backend, limit)).toEqual(LETTERS)
      expect(await walkBack(backend, limit)).toEqual(LETTERS.toReversed())
    }
  })

  test('heads are the rows without their values', async (backend) => {
    const { first } = await write(
      backend,
      set('a', 'text', { expiresAt: 9, writtenAt: 8, metadata: '{}' }),
      set('b', new Uint8Array([1])),
    )
    const heads = (await backend.scan(scanOf({ select: 'heads' }))).map(withoutValue)
    expect(heads).toEqual([
      { key: 'a', type: 'text', revision: first, expiresAt: 9, writtenAt: 8, metadata: '{}' },
      { key: 'b', type: 'bytes', revision: first + 1, expiresAt: 0, writtenAt: 1_000, metadata: undefined },
    ])
    expect(await keysIn(backend, { select: 'heads', reverse: true, limit: 1 })).toEqual(['b'])
  })

  test('a page is a picture: later writes do not change it', async (backend) => {
    await fill(backend)
    const page = await backend.scan(scanOf())
    await write(backend, remove('a'), set('b', 'other'), set('aa'))
    expect(page.map(({ key, value }) => [key, value])).toEqual(LETTERS.map((key) => [key, key]))
  })

  test('thousands of rows are scanned in one page', async (backend) => {
    const keys = Array.from({ length: 2_500 }, (_, i) => `key ${10_000 + i}`)
    await write(backend, ...keys.map((key) => set(key)))
    expect(await keysIn(backend)).toEqual(keys)
    expect(await keysIn(backend, { limit: 2_000, reverse: true })).toEqual(keys.toReversed().slice(0, 2_000))
  })
}

function withoutValue({ key, type, revision, expiresAt, writtenAt, metadata }: Head): Head {
  return { key, type, revision, expiresAt, writtenAt, metadata }
}

async function walk(backend: Backend, limit: number): Promise<string[]> {
  const seen: string[] = []
  for (let from = ''; ; from = keyAfter(seen.at(-1) as string)) {
    const page = await keysIn(backend, { from, limit })
    seen.push(...page)
    if (page.length < limit) return seen
  }
}

async function walkBack(backend: Backend, limit: number): Promise<string[]> {
  const seen: string[] = []
  for (let to: string | undefined; ; to = seen.at(-1)) {
    const page = await keysIn(backend, { to, limit, reverse: true })
    seen.push(...page)
    if (page.length < limit) return seen
  }
}
