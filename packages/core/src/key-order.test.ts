import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compareKeys, isInSpan, keyAfter, prefixEnd } from './key-order.ts'

const key = fc.string({ unit: 'binary' })
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

function compareBytes(a: string, b: string): number {
  const [x, y] = [bytes(a), bytes(b)]
  for (let i = 0; i < Math.min(x.length, y.length); i++) {
    const order = (x[i] ?? 0) - (y[i] ?? 0)
    if (order !== 0) return order
  }
  return x.length - y.length
}

describe('the order of keys', () => {
  test('is that of their UTF-8 bytes', () => {
    fc.assert(fc.property(key, key, (a, b) => Math.sign(compareKeys(a, b)) === Math.sign(compareBytes(a, b))))
  })

  test.each([
    ['\u{1F600}', '\uFFEE', 1],
    ['\uD7FF', '\u{10000}', -1],
    ['\uE000', '\u{10FFFF}', -1],
    ['a\u{1F600}', 'a\u{1F601}', -1],
    ['', '\0', -1],
  ])('puts %j and %j right', (a, b, sign) => {
    expect(Math.sign(compareKeys(a, b))).toBe(sign)
    expect(Math.sign(compareKeys(b, a))).toBe(-sign)
  })
})

describe('bounds', () => {
  test('nothing lies between a key and the key after it', () => {
    fc.assert(
      fc.property(
        key,
        key,
        (a, b) =>
          compareKeys(a, keyAfter(a)) < 0 && !(compareKeys(a, b) < 0 && compareKeys(b, keyAfter(a)) < 0),
      ),
    )
  })

  test('the end of a prefix parts the keys that start with it from those above', () => {
    fc.assert(
      fc.property(key, key, (prefix, other) => {
        const to = prefixEnd(prefix)
        expect(isInSpan(prefix + other, { from: prefix, to })).toBe(true)
        expect(isInSpan(other, { from: prefix, to })).toBe(other.startsWith(prefix))
      }),
    )
  })

  test.each([
    ['', undefined],
    ['a', 'b'],
    ['a\u{10FFFF}', 'b'],
    ['\u{10FFFF}\u{10FFFF}', undefined],
    ['\uD7FF', '\uE000'],
    ['\uFFFF', '\u{10000}'],
    ['user:', 'user;'],
  ])('the end of the prefix %j is %j', (prefix, end) => {
    expect(prefixEnd(prefix)).toBe(end)
  })
})
