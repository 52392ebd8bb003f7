import fc from 'fast-check'
import * as fake from 'fake-indexeddb'
import { expect, test } from 'vitest'
import { fromStoredKey, toKeyRange, toStoredKey } from './stored-key.ts'

Object.assign(globalThis, fake)

/** The order of the UTF-8 bytes: hexadecimal digits sort like the bytes that they stand for. */
function compareBytes(a: string, b: string): number {
  const [x, y] = [toHex(a), toHex(b)]
  return x < y ? -1 : x > y ? 1 : 0
}

function toHex(text: string): string {
  return Array.from(new TextEncoder().encode(text), (byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** Keys that meet at the edges of where UTF-16 and UTF-8 part. */
const key = fc.oneof(
  fc.string({ unit: 'binary' }).filter((text) => text.isWellFormed()),
  fc
    .array(
      fc.constantFrom(
        '',
        'a',
        '/',
        '0',
        '\0',
        '\ud7ff',
        '\ue000',
        '\uf7ff',
        '\uf800',
        '\uffff',
        '\u{10000}',
        '\u{10ffff}',
      ),
    )
    .map((parts) => parts.join('')),
)

test('stored keys are in the order of the UTF-8 bytes of the keys', () => {
  fc.assert(
    fc.property(key, key, (a, b) => {
      const x = toStoredKey({ space: 1, key: a })
      const y = toStoredKey({ space: 1, key: b })
      const order = x < y ? -1 : x > y ? 1 : 0
      expect(order).toBe(compareBytes(a, b))
    }),
    { numRuns: 2_000 },
  )
})

test('a key comes back from its stored key', () => {
  fc.assert(
    fc.property(fc.nat(), key, (space, text) => {
      expect(fromStoredKey(toStoredKey({ space, key: text }))).toBe(text)
    }),
  )
})

test('keys without characters above U+D7FF can be read in the database', () => {
  expect(toStoredKey({ space: 12, key: 'user:42/é€' })).toBe('12/user:42/é€')
})

test('a range holds what is in its span and nothing of other spaces', () => {
  fc.assert(
    fc.property(
      key,
      key,
      fc.option(key, { nil: undefined }),
      fc.constantFrom(1, 2, 10, 11),
      (text, from, to, space) => {
        const inside =
          space === 1 && compareBytes(text, from) >= 0 && (to === undefined || compareBytes(text, to) < 0)
        const range = toKeyRange({ space: 1, from, to })
        expect(range?.includes(toStoredKey({ space, key: text })) ?? false).toBe(inside)
      },
    ),
    { numRuns: 2_000 },
  )
})
