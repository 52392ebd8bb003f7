import { compareKeys } from '@kvasir/core'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fromStoredKey, fromStoredText, toStoredKey, toStoredText } from './stored-text.ts'

const UNITS = [
  '\0',
  '\u0001',
  '\u0002',
  '\u0003',
  'a',
  '\u0301',
  '\ud7ff',
  '\ue000',
  '\ufefd',
  '\ufefe',
  '\ufeff',
  '\uff00',
]
const key = fc.string({ unit: fc.constantFrom(...UNITS, '\u{10000}'), maxLength: 5 })

describe('stored keys', () => {
  test('a key comes back as it was', () => {
    fc.assert(fc.property(key, (key) => fromStoredKey(toStoredKey(key)) === key))
  })

  test('stored keys are in the order of the keys', () => {
    fc.assert(
      fc.property(key, key, (a, b) => {
        expect(Math.sign(compareKeys(toStoredKey(a), toStoredKey(b)))).toBe(Math.sign(compareKeys(a, b)))
      }),
    )
  })

  test('a stored key has no NUL and does not start with a byte order mark', () => {
    fc.assert(
      fc.property(key, (key) => {
        const stored = toStoredKey(key)
        expect(stored.includes('\0') || stored.startsWith('\ufeff')).toBe(false)
      }),
    )
  })

  test('a key without such characters is stored as it is', () => {
    expect(toStoredKey('user:1/ä😀\u0002 a\ufeff')).toBe('user:1/ä😀\u0002 a\ufeff')
  })
})

describe('stored text', () => {
  test('a text comes back as it was, lone surrogates included', () => {
    const text = fc.string({ unit: fc.constantFrom(...UNITS, '\ud800', '\udc00', '😀'), maxLength: 5 })
    fc.assert(fc.property(text, (text) => fromStoredText(toStoredText(text)) === text))
  })

  test.each([
    ['plain text', 'a', 'a'],
    ['a NUL', 'a\0', Uint8Array.of(0x61, 0)],
    ['a byte order mark at the start', '\ufeff', Uint8Array.of(0xef, 0xbb, 0xbf)],
    ['a byte order mark elsewhere', 'a\ufeff', 'a\ufeff'],
    ['a lone surrogate', '\ud800', Uint8Array.of(0xff, ...new TextEncoder().encode(String.raw`\ud800"`))],
  ])('%s', (_, text, stored) => {
    expect(toStoredText(text)).toEqual(stored)
  })
})
