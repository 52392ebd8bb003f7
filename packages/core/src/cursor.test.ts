import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodeCursor, encodeCursor } from './cursor.ts'

test('a cursor holds any key and the direction, and is safe in a URL', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.boolean(), (key, reverse) => {
      const cursor = encodeCursor({ key, reverse })
      expect(cursor).toMatch(/^[\w-]+$/)
      expect(decodeCursor(cursor, reverse)).toEqual({ key, reverse })
    }),
  )
})

test('a cursor of the other direction is refused', () => {
  const cursor = encodeCursor({ key: 'a', reverse: false })
  expect(() => decodeCursor(cursor, true)).toThrow(expect.objectContaining({ code: 'INVALID_CURSOR' }))
})

test.each([
  '',
  'a',
  'user:1',
  '????',
  'MWtmYQ==',
  ' MWtmYQ',
  btoa('2kfa'),
  btoa('1rfa'),
  btoa('1kxa'),
  btoa('1kf\xff'),
])('the text %j is refused', (cursor) => {
  expect(() => decodeCursor(cursor, false)).toThrow(expect.objectContaining({ code: 'INVALID_CURSOR' }))
})
