import type { KeyScan, SetWrite } from '@kvasir/core'
import * as fake from 'fake-indexeddb'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { indexeddb } from './indexeddb.ts'

const KEYS = ['', 'a', 'b', 'c\uffff', 'c\u{10000}', 'd']

const scan: KeyScan = { space: 1, from: '', to: undefined, limit: 10, reverse: false, select: 'rows' }

function set(space: number, key: string): SetWrite {
  return {
    kind: 'set',
    space,
    key,
    type: 'text',
    value: key,
    expiresAt: 0,
    writtenAt: 1,
    metadata: undefined,
  }
}

async function fill() {
  const backend = indexeddb({ name: 'test' })
  const writes = [0, 1, 2].flatMap((space) => KEYS.map((key) => set(space, key)))
  await backend.commit({ checks: [], writes })
  return backend
}

beforeEach(() => void Object.assign(globalThis, fake, { indexedDB: new fake.IDBFactory() }))
afterEach(() => vi.restoreAllMocks())

describe.each([true, false])('with getAllRecords: %s', (hasRecords) => {
  beforeEach(() => {
    const ends = [IDBObjectStore, IDBIndex].map(({ prototype }) => {
      const getAllRecords = Object.getOwnPropertyDescriptor(prototype, 'getAllRecords') as PropertyDescriptor
      if (!hasRecords) Reflect.deleteProperty(prototype, 'getAllRecords')
      return () => Object.defineProperty(prototype, 'getAllRecords', getAllRecords)
    })
    return () => ends.forEach((end) => end())
  })

  test.each([1, 2, KEYS.length, 100, Infinity])('a page of at most %d rows, both ways', async (limit) => {
    const backend = await fill()
    const forward = await backend.scan({ ...scan, limit })
    const backward = await backend.scan({ ...scan, limit, reverse: true })
    expect(forward.map(({ key, value }) => [key, value])).toEqual(
      KEYS.slice(0, limit).map((key) => [key, key]),
    )
    expect(backward.map(({ key }) => key)).toEqual(KEYS.toReversed().slice(0, limit))
  })

  test('a page of a span, and of none', async () => {
    const backend = await fill()
    const keys = async (part: Partial<KeyScan>) =>
      (await backend.scan({ ...scan, ...part })).map(({ key }) => key)
    for (const reverse of [false, true]) {
      const inside = ['b', 'c\uffff', 'c\u{10000}']
      expect(await keys({ from: 'b', to: 'd', reverse })).toEqual(reverse ? inside.toReversed() : inside)
      expect(await keys({ from: 'd', to: 'b', reverse })).toEqual([])
      expect(await keys({ space: 11, reverse })).toEqual([])
      expect(await keys({ limit: 0, reverse })).toEqual([])
    }
  })

  test('a page in reverse has what was written before it in its tick, and nothing later', async () => {
    const backend = await fill()
    const remove = (key: string) =>
      backend.commit({ checks: [], writes: [{ kind: 'delete', space: 1, key }] })
    const [, page] = await Promise.all([
      remove('d'),
      backend.scan({ ...scan, reverse: true }),
      remove(''),
      remove('a'),
    ])
    expect(page.map(({ key }) => key)).toEqual(KEYS.toReversed().slice(1))
  })

  test('a page by revision has rows with their own keys, and what was written before it in its tick', async () => {
    const backend = await fill()
    const inOrder = { space: 1, limit: 4, select: 'rows', order: 'revision' } as const
    const first = KEYS.length + 1
    const put = (key: string) => backend.commit({ checks: [], writes: [{ ...set(1, key), value: 'again' }] })
    const [, forward, backward] = await Promise.all([
      put('b'),
      backend.scan({ ...inOrder, after: first, before: Infinity, reverse: false }),
      backend.scan({ ...inOrder, after: 0, before: Infinity, reverse: true }),
      put('a'),
    ])
    expect(forward.map(({ key, value }) => [key, value])).toEqual(
      ['a', 'c\uffff', 'c\u{10000}', 'd'].map((key) => [key, key]),
    )
    expect(backward.map(({ key }) => key)).toEqual(['b', 'd', 'c\u{10000}', 'c\uffff'])
    expect(await backend.scan({ ...inOrder, after: 9, before: 9, reverse: true })).toEqual([])
    expect(await backend.scan({ ...inOrder, after: 9, before: 3, reverse: false })).toEqual([])
  })

  test('bytes are summed over many pages, without what is written later in the tick', async () => {
    const backend = indexeddb({ name: 'test' })
    const writes = Array.from({ length: 600 }, (_, i) => {
      const key = `${1_000 + i}`
      return {
        kind: 'set',
        space: 1,
        key,
        type: 'text',
        value: 'é',
        expiresAt: 0,
        writtenAt: 1,
        metadata: '"m"',
      } as const
    })
    const all = { space: 1, from: '', to: undefined }
    const [, stat] = await Promise.all([
      backend.commit({ checks: [], writes }),
      backend.stat({ ...all, at: 0, bytes: true }),
      backend.commit({ checks: [], writes: [{ kind: 'deleteRange', ...all }] }),
    ])
    expect(stat).toEqual({ rows: 600, expired: 0, bytes: 600 * (4 + 2 + 3) })
  })
})
