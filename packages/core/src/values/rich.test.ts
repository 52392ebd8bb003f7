import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { rich } from './rich.ts'

const roundTrip = (value: unknown): unknown => rich.decode(rich.encode(value))

test('anything that is data comes back as it was', () => {
  const anything = fc.anything({
    withBigInt: true,
    withDate: true,
    withMap: true,
    withSet: true,
    withTypedArray: true,
    withSparseArray: false,
    maxDepth: 4,
  })
  fc.assert(
    fc.property(anything, (value) => {
      expect(roundTrip(value)).toEqual(value)
    }),
  )
})

test.each([
  [new Date(NaN)],
  [/a\/b/giu],
  [Object.assign(/a/g, { lastIndex: 3 })],
  [-0],
  [[undefined, null, NaN, Infinity, -Infinity]],
  [new Map<unknown, unknown>([[new Set([1]), { deep: [new Map([[NaN, 1n]])] }]])],
  [{ $Date: 5 }],
  [{ $Object: [['a', 1]] }],
  [{ $unknown: undefined }],
  [JSON.parse('{"__proto__": {"polluted": 1}, "when": 1}')],
  [new Uint8Array([1, 2]).buffer],
  [new DataView(new Uint8Array([0, 1, 2]).buffer, 1, 2)],
  [new Float64Array([1.5, NaN])],
  [new BigInt64Array([-1n])],
])('%o comes back as it was', (value) => {
  expect(roundTrip(value)).toStrictEqual(value)
})

test('a view comes back with its own bytes only', () => {
  const back = roundTrip(new Uint8Array(new ArrayBuffer(100), 10, 5)) as Uint8Array
  expect(back.buffer.byteLength).toBe(5)
})

test('a subclass of a typed array comes back as what it extends', () => {
  class Bytes extends Uint8Array {}
  expect(roundTrip(new Bytes([7]))).toStrictEqual(new Uint8Array([7]))
})

test('a buffer whose memory was transferred away is refused', () => {
  const buffer = new ArrayBuffer(8)
  structuredClone(buffer, { transfer: [buffer] })
  expect(() => rich.encode([buffer])).toThrow(
    expect.objectContaining({ code: 'INVALID_VALUE', path: '$[0]' }),
  )
})

describe('what is not data is refused with its path', () => {
  const cycle: unknown[] = []
  cycle.push({ again: cycle })
  test.each([
    [{ run: () => 0 }, '$.run'],
    [[Symbol('s')], '$[0]'],
    [cycle, '$[0].again'],
    [new Map([['a', new Map([[{}, () => 0]])]]), '$[0].value[0].value'],
    [new Map([[() => 0, 1]]), '$[0].key'],
    [new Set([1, new WeakMap()]), '$[1]'],
    [{ error: new Error('x') }, '$.error'],
    [Promise.resolve(), '$'],
    [[new (class extends Date {})()], '$[0]'],
    [{ list: Object.assign([1n], { more: 2 }) }, '$.list'],
  ])('%o at %s', (value, path) => {
    expect(() => rich.encode(value)).toThrow(expect.objectContaining({ code: 'INVALID_VALUE', path }))
  })
})

class Point {
  readonly x = 1
}

test.each<[what: string, value: unknown, sentence: string]>([
  [
    'an instance',
    { at: new Point() },
    '$.at cannot be stored: it is an instance of Point; store a plain object.',
  ],
  [
    'a promise',
    Promise.resolve(1),
    '$ cannot be stored: it is an instance of Promise; store a plain object.',
  ],
  [
    'a nameless instance',
    new (class {
      readonly x = 1
    })(),
    '$ cannot be stored: it is an instance of a class; store a plain object.',
  ],
  [
    'an heir of nothing',
    Object.create(Object.create(null)),
    '$ cannot be stored: it is an instance of a class; store a plain object.',
  ],
  [
    'a symbol as a key',
    { [Symbol('s')]: 1 },
    '$ cannot be stored: it has symbols as keys, or a toJSON; store a plain object.',
  ],
  [
    'what JSON would replace',
    { toJSON: () => 1 },
    '$ cannot be stored: it has symbols as keys, or a toJSON; store a plain object.',
  ],
])('a refusal says that a value is no plain object, and why: %s', (_, value, sentence) => {
  expect(() => rich.encode(value)).toThrow(
    expect.objectContaining({ code: 'INVALID_VALUE', message: `The value at ${sentence}` }),
  )
})
