import { rich } from '@kvasir/core/rich'
import type { StoreSuite } from '../describe-store.ts'
import { failureOf } from '../failure.ts'
import { SUBJECT } from '../world.ts'

const TEXTS = [
  '',
  '123',
  '1e5',
  ' ',
  'null',
  'true',
  '[1]',
  '"',
  '\0',
  'a\0b',
  '\ufeffbom',
  'h\u00e9llo \u{1f600}',
  '\ud800',
  'a\udfffb',
  '\u2028',
]

const JSON_VALUES = [
  null, 0, 1, -1, 1.5, 1e300, -5e-324, Number.MAX_SAFE_INTEGER, true, false, [], {}, [null], [[[['deep']]]],
  { a: { b: { c: [{ d: '' }] } } }, { '': 0, ' ': 1, 'a.b': 2, '\0': 3, '\u{1f600}': 4, 'toString': 5 },
  JSON.parse('{"__proto__":{"polluted":true}}'), ['\ud800', { '\udfff': '\ud83d' }],
] // prettier-ignore

const RICH_VALUES = [
  undefined, -0, Number.NaN, Infinity, -Infinity, 0n, -123456789012345678901234567890n, new Date(0),
  new Date(1_700_000_000_123), new Date(Number.NaN), /a\/b"\n/giu, new Map(), new Set(), new Map<unknown,
  unknown>([['a', new Set([1n])], [{ k: 1 }, undefined], [Number.NaN, -0]]),
  new Set([new Map([[1, new Date(5)]]), [undefined]]), new Float64Array([-0, Number.NaN, 1.5]),
  new Int8Array([-1]), new Uint8ClampedArray([255]), new BigUint64Array([2n ** 64n - 1n]),
  { a: undefined, b: [undefined, -0, { c: Number.NaN }] },
  { bytes: new Uint8Array([0, 255]), none: new Uint8Array() }, { $Date: 0 }, { $Undefined: null, more: 1n },
  { $Object: [[1n]] }, [{ $Map: [] }, new Date(1)], { '$': 1n }, { when: { $Date: new Date(3) } },
] // prettier-ignore

class Point {
  readonly x = 1
}

/** Values without a place in a store, and where in them the fault is. */
const UNSTORABLE: readonly (readonly [what: string, value: unknown, path: string])[] = [
  ['a function', () => 1, '$'],
  ['a symbol', Symbol('s'), '$'],
  ['an instance of a class', new Point(), '$'],
  ['a promise', Promise.resolve(1), '$'],
  ['a weak map', new WeakMap(), '$'],
  ['a method in an object', { a: { run: () => 1 } }, '$.a.run'],
  ['a symbol in a list', { user: { tags: ['a', 'b', Symbol('s')] } }, '$.user.tags[2]'],
  ['an instance in a list', [[], [new Point()]], '$[1][0]'],
  ['a function under a name with a space', { 'a b': () => 1 }, '$["a b"]'],
]

export function valueTests({ test, expect }: StoreSuite): void {
  test('text comes back as the text it was, whatever it looks like', async ({ kv }) => {
    for (const text of TEXTS) {
      await kv.put('a', text)
      expect(await kv.get('a')).toBe(text)
      expect((await kv.list()).entries[0]?.value).toBe(text)
    }
  })

  test('JSON values come back deeply equal', async ({ kv }) => {
    for (const value of JSON_VALUES) {
      await kv.put('a', value)
      expect(await kv.get('a')).toStrictEqual(value)
      expect(await kv.getMany(['a'])).toStrictEqual([value])
    }
  })

  test('null, the empty string, 0 and false are values and not the lack of one', async ({ kv }) => {
    for (const value of [null, '', 0, false]) {
      await kv.put('a', value)
      expect(await kv.get('a')).toBe(value)
      expect(await kv.has('a')).toBe(true)
      expect((await kv.getEntry('a'))?.value).toBe(value)
      expect(await kv.count()).toBe(1)
      expect(await kv.delete('a')).toBe(true)
    }
  })

  test('bytes come back as a Uint8Array, from whatever kind of buffer', async ({ kv }) => {
    const bytes = new Uint8Array([0, 1, 128, 255])
    class Buffer extends Uint8Array {}
    for (const value of [
      bytes,
      bytes.buffer,
      new Uint8Array([9, ...bytes, 9]).subarray(1, 5),
      new Buffer(bytes),
    ]) {
      await kv.put('a', value)
      expect(await kv.get('a')).toStrictEqual(bytes)
      expect(await kv.getMany(['a'])).toStrictEqual([bytes])
      expect((await kv.list()).entries[0]?.value).toStrictEqual(bytes)
    }
    for (const empty of [new Uint8Array(), new ArrayBuffer(0)]) {
      await kv.put('a', empty)
      expect(await kv.get('a')).toStrictEqual(new Uint8Array())
    }
  })

  test('changing bytes after the put, or after reading them, changes nothing stored', async ({ kv }) => {
    const bytes = new Uint8Array([1, 2])
    const { buffer } = new Uint8Array([1, 2])
    const writing = [kv.put('a', bytes), kv.put('b', buffer), kv.putMany([['c', bytes]])]
    bytes[0] = 9
    new Uint8Array(buffer)[0] = 9
    await Promise.all(writing)
    const readAll = async (): Promise<unknown[]> => [
      ...(await kv.getMany(['a', 'b', 'c'])),
      await kv.get('a'),
      (await kv.getEntry('a'))?.value,
      ...(await kv.list()).entries.map(({ value }) => value),
    ]
    const stored = Array.from({ length: 8 }, () => new Uint8Array([1, 2]))
    const read = await readAll()
    expect(read).toStrictEqual(stored)
    for (const each of read) (each as Uint8Array)[1] = 9
    expect(await readAll()).toStrictEqual(stored)
  })

  test('changing an object after the put, or after reading it, changes nothing stored', async ({ kv }) => {
    const value = { list: [1] }
    const writing = kv.put('a', value)
    value.list.push(2)
    await writing
    const read = (await kv.get('a')) as typeof value
    expect(read).toStrictEqual({ list: [1] })
    read.list.push(3)
    expect(await kv.get('a')).toStrictEqual({ list: [1] })
  })

  test('the object that update gets, and the one that it returns, are copies', async ({ kv }) => {
    await kv.put('a', { list: [1] })
    let seen: { list: number[] } | undefined
    const result = await kv.update('a', (current) => {
      seen = current as { list: number[] }
      return { list: [...seen.list, 2] }
    })
    seen?.list.push(8)
    ;(result as { list: number[] }).list.push(9)
    expect(await kv.get('a')).toStrictEqual({ list: [1, 2] })
  })

  for (const [what, value, path] of UNSTORABLE) {
    test(`${what} is refused with its path, and nothing is written`, async ({ kv, storeWith }) => {
      await kv.put('a', 'old')
      for (const namespace of [kv, storeWith({ rich }).namespace(SUBJECT)]) {
        const error = await failureOf(() => namespace.put('a', value))
        expect([error.code, error.path]).toEqual(['INVALID_VALUE', path])
        expect(
          (
            await failureOf(() =>
              namespace.putMany([
                ['b', 1],
                ['c', value],
              ]),
            )
          ).path,
        ).toBe(path)
      }
      expect(await kv.get('a')).toBe('old')
      expect(await kv.count()).toBe(1)
    })
  }

  test('a cycle is refused with its path', async ({ kv }) => {
    const value: { list: unknown[] } = { list: [1] }
    value.list.push({ self: value })
    const error = await failureOf(() => kv.put('a', value))
    expect([error.code, error.path]).toEqual(['INVALID_VALUE', '$.list[1].self'])
    expect(await kv.has('a')).toBe(false)
  })

  test('an object that is met twice without a cycle is stored twice', async ({ kv }) => {
    const shared = { n: 1 }
    await kv.put('a', [shared, { shared }])
    expect(await kv.get('a')).toStrictEqual([{ n: 1 }, { shared: { n: 1 } }])
  })

  test('what JSON cannot hold is refused without the rich codec rather than changed', async ({ kv }) => {
    for (const [value, path] of [
      [undefined, '$'],
      [Number.NaN, '$'],
      [-0, '$'],
      [1n, '$'],
      [new Date(0), '$'],
      [{ a: undefined }, '$.a'],
      [[new Map()], '$[0]'],
      [{ a: [Infinity] }, '$.a[0]'],
    ] as const) {
      const error = await failureOf(() => kv.put('a', value))
      expect([error.code, error.path]).toEqual(['INVALID_VALUE', path])
    }
    expect(await kv.count()).toBe(0)
  })

  test('rich values come back deeply equal, at any depth', async ({ storeWith }) => {
    const kv = storeWith({ rich }).namespace(SUBJECT)
    for (const value of [
      ...RICH_VALUES,
      ...RICH_VALUES.map((each) => ({ at: [each, new Map([['key', each]])] })),
    ]) {
      await kv.put('a', value)
      expect(await kv.get('a')).toStrictEqual(value)
    }
    for (const value of [...TEXTS, ...JSON_VALUES, new Uint8Array([1])]) {
      await kv.put('a', value)
      expect(await kv.get('a')).toStrictEqual(value)
    }
  })

  test('undefined is a value where values are rich', async ({ storeWith }) => {
    const kv = storeWith({ rich }).namespace(SUBJECT)
    await kv.put('a', undefined)
    expect(await kv.has('a')).toBe(true)
    expect(await kv.count()).toBe(1)
    expect((await kv.getEntry('a'))?.key).toBe('a')
    expect(await kv.delete('a')).toBe(true)
  })
}
