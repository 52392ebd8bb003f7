import { compareKeys } from '@kvasir/core'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fromKvasirKey, toKvasirKey } from './level-key.ts'

const character = fc.constantFrom('\0', 'a', '\x80', 'é', '\ud7ff', '\ue000', '\ufffd', '😀', '\u{10ffff}')

/** Bytes that are often UTF-8, often nearly so: characters, parts of them, and whatever. */
const piece = fc.oneof(
  fc.constantFrom('', 'a', '\x7f', '\x80', 'é', '\ud7ff', '\ue000', '\ufffd', '😀', '\u{10ffff}').map(utf8),
  fc
    .constantFrom('é', '\u0800', '\ud7ff', '\ufffd', '😀', '\u{10ffff}')
    .map((text) => utf8(text).slice(0, -1)),
  fc.uint8Array({ maxLength: 3 }),
)
const key = fc
  .array(piece, { maxLength: 4 })
  .map((pieces) => Uint8Array.from(pieces.flatMap((bytes) => [...bytes])))

test('every key of bytes comes back as it was', () => {
  fc.assert(
    fc.property(key, (bytes) => {
      expect(fromKvasirKey(toKvasirKey(bytes), 'view')).toEqual(bytes)
    }),
    { numRuns: 2_000 },
  )
})

test('every key of bytes is well-formed text', () => {
  fc.assert(fc.property(key, (bytes) => toKvasirKey(bytes).isWellFormed()))
})

test('keys have the order of their bytes', () => {
  fc.assert(
    fc.property(key, key, (a, b) => {
      expect(Math.sign(compareKeys(toKvasirKey(a), toKvasirKey(b)))).toBe(Buffer.compare(a, b))
    }),
    { numRuns: 5_000 },
  )
})

test.each(['', 'ada', 'é', '😀', '!users!ada', '\0'])('the key %j stays the text it is', (text) => {
  expect(toKvasirKey(text)).toBe(text)
  expect(toKvasirKey(utf8(text))).toBe(text)
})

test('a key as text and the same key as bytes are one', () => {
  fc.assert(
    fc.property(
      fc.array(character).map((characters) => characters.join('')),
      (text) => {
        expect(toKvasirKey(text)).toBe(toKvasirKey(utf8(text)))
        expect(fromKvasirKey(toKvasirKey(text), 'utf8')).toBe(text)
      },
    ),
  )
})

test('a key that no database has made is read as text', () => {
  expect(fromKvasirKey('a\u{10ffff}', 'utf8')).toBe('a\u{10ffff}')
})

function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}
