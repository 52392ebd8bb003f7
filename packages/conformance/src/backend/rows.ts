import type { ValueType } from '@kvasir/core'
import type { BackendSuite } from '../describe-backend.ts'
import { remove, rowOf, scanOf, set, SPACE, write } from './build.ts'

const VALUES: readonly (readonly [ValueType, string | Uint8Array])[] = [
  ['text', ''],
  ['text', '123'],
  ['text', '1e3'],
  ['text', ' 0x10 '],
  ['text', 'null'],
  ['text', 'a\0b\0'],
  ['text', '\ufeffh\u00e9 \u{1f600} \uffff'],
  ['json', '{"a":[1,null]}'],
  ['json', '7'],
  ['rich', '["Date",0]'],
  ['bytes', new Uint8Array()],
  ['bytes', new Uint8Array([0, 1, 127, 128, 255])],
]

export function rowTests({ test, expect }: BackendSuite): void {
  test('a key without a row has none', async (backend) => {
    expect(await backend.get(SPACE, 'a')).toBe(undefined)
    expect(await backend.scan(scanOf())).toEqual([])
  })

  test('a row comes back with all that it was set with', async (backend) => {
    const full = set('a', 'value', { expiresAt: 2_000, writtenAt: 1_234, metadata: '{"m":"\\u0000é"}' })
    const { first } = await write(backend, full)
    expect(await backend.get(SPACE, 'a')).toEqual(rowOf(full, first))
    expect(await backend.getMany(SPACE, ['a'])).toEqual([rowOf(full, first)])
    expect(await backend.scan(scanOf())).toEqual([rowOf(full, first)])
  })

  test('every type and value comes back as it is, from get, getMany and scan', async (backend) => {
    const writes = VALUES.map(([type, value], i) => set(`key ${i + 10}`, value, { type }))
    const { first } = await write(backend, ...writes)
    const rows = writes.map((each, i) => rowOf(each, first + i))
    for (const row of rows) expect(await backend.get(SPACE, row.key)).toEqual(row)
    expect(
      await backend.getMany(
        SPACE,
        rows.map(({ key }) => key),
      ),
    ).toEqual(rows)
    expect(await backend.scan(scanOf())).toEqual(rows)
  })

  test('bytes come back as a plain Uint8Array, of a view only what it shows', async (backend) => {
    const view = new Uint8Array([9, 9, 1, 2, 9]).subarray(2, 4)
    await write(backend, set('a', view))
    const row = await backend.get(SPACE, 'a')
    expect(row?.value).toStrictEqual(new Uint8Array([1, 2]))
  })

  test('large values come back whole', async (backend) => {
    const text = 'h\u00e9llo \u{1f600} '.repeat(60_000)
    const bytes = Uint8Array.from({ length: 500_000 }, (_, i) => i * 7)
    await write(backend, set('text', text), set('bytes', bytes))
    expect((await backend.get(SPACE, 'text'))?.value === text).toBe(true)
    const read = (await backend.get(SPACE, 'bytes'))?.value
    expect(
      read instanceof Uint8Array &&
        read.length === bytes.length &&
        read.every((byte, i) => byte === bytes[i]),
    ).toBe(true)
  })

  test('setting a key again replaces every part of its row', async (backend) => {
    await write(backend, set('a', new Uint8Array([1]), { expiresAt: 2_000, metadata: '1' }))
    const plain = set('a', 'text', { writtenAt: 3_000 })
    const { first } = await write(backend, plain)
    expect(await backend.get(SPACE, 'a')).toEqual(rowOf(plain, first))
  })

  test('metadata is text that a backend does not look at, and undefined is not text', async (backend) => {
    const texts = ['null', '""', '{"a": 1.0}', '[ ]', undefined]
    await write(backend, ...texts.map((metadata, i) => set(`${i}`, 'v', { metadata })))
    expect((await backend.scan(scanOf())).map(({ metadata }) => metadata)).toEqual(texts)
  })

  test('an expired row is given back like any other', async (backend) => {
    await write(backend, set('a', 'v', { expiresAt: 1, writtenAt: 0 }))
    expect((await backend.get(SPACE, 'a'))?.expiresAt).toBe(1)
    expect((await backend.getMany(SPACE, ['a']))[0]?.expiresAt).toBe(1)
    expect((await backend.scan(scanOf()))[0]?.expiresAt).toBe(1)
  })

  test('moments in a far future are kept to the millisecond', async (backend) => {
    await write(
      backend,
      set('a', 'v', { expiresAt: 8_640_000_000_000_000, writtenAt: 8_639_999_999_999_999 }),
    )
    const row = await backend.get(SPACE, 'a')
    expect([row?.expiresAt, row?.writtenAt]).toEqual([8_640_000_000_000_000, 8_639_999_999_999_999])
  })

  test('getMany answers in the order of the keys asked for, with gaps and repetitions', async (backend) => {
    await write(backend, set('a', '1'), set('b', '2'))
    const rows = await backend.getMany(SPACE, ['b', 'none', 'a', 'b'])
    expect(rows.map((row) => row?.value)).toEqual(['2', undefined, '1', '2'])
    expect(await backend.getMany(SPACE, [])).toEqual([])
  })

  test('getMany takes thousands of keys', async (backend) => {
    const keys = Array.from({ length: 3_000 }, (_, i) => `key ${i}`)
    await write(backend, set('key 0', '0'), set('key 2999', '1'))
    const found = (await backend.getMany(SPACE, keys)).flatMap((row, i) => (row === undefined ? [] : [i]))
    expect(found).toEqual([0, 2_999])
  })

  test('a deleted row is gone, and deleting it again is no error', async (backend) => {
    await write(backend, set('a'), set('b'))
    await write(backend, remove('a'))
    await write(backend, remove('a'))
    expect((await backend.getMany(SPACE, ['a', 'b'])).map((row) => row?.key)).toEqual([undefined, 'b'])
  })

  test('the same key in another space is another row', async (backend) => {
    const spaces = [0, 1, 2, 10, 11, 100, 127, 128, 255, 256, 257, 65_535, 65_536]
    await write(backend, ...spaces.map((space) => set('a', `in ${space}`, { space })))
    await write(backend, remove('a', 10), { kind: 'deleteRange', space: 255, from: '', to: undefined })
    for (const space of spaces) {
      const expected = space === 10 || space === 255 ? undefined : `in ${space}`
      expect((await backend.get(space, 'a'))?.value).toBe(expected)
      expect((await backend.scan(scanOf({ space }))).map(({ value }) => value)).toEqual(
        expected === undefined ? [] : [expected],
      )
    }
  })
}
