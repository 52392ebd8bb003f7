import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodeCursor, encodeCursor } from './cursor.ts'

test('a cursor holds any key and the direction, and is safe in a URL', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.boolean(), (key, reverse) => {
      const position = { order: 'key', key, reverse } as const
      const cursor = encodeCursor(position)
      expect(cursor).toMatch(/^[\w-]+$/)
      expect(decodeCursor(cursor, 'key', reverse)).toEqual(position)
    }),
  )
})

test('a cursor holds any revision', () => {
  for (const revision of [0, 1, Number.MAX_SAFE_INTEGER]) {
    const position = { order: 'revision', revision, reverse: true } as const
    expect(decodeCursor(encodeCursor(position), 'revision', true)).toEqual(position)
  }
})

test('a cursor of the other direction is refused', () => {
  const cursor = encodeCursor({ order: 'key', key: 'a', reverse: false })
  expect(() => decodeCursor(cursor, 'key', true)).toThrow(expect.objectContaining({ code: 'INVALID_CURSOR' }))
})

test('a cursor of another order is refused', () => {
  const cursor = encodeCursor({ order: 'key', key: '7', reverse: false })
  expect(() => decodeCursor(cursor, 'revision', false)).toThrow(
    expect.objectContaining({ code: 'INVALID_CURSOR' }),
  )
})

test.each([
  '',
  'a',
  'user:1',
  '????',
  'MWtmYQ==',
  ' MWtmYQ',
  btoa('2kfa'),
  btoa('1sfa'),
  btoa('1kxa'),
  btoa('1kf\xff'),
])('the text %j is refused', (cursor) => {
  expect(() => decodeCursor(cursor, 'key', false)).toThrow(
    expect.objectContaining({ code: 'INVALID_CURSOR' }),
  )
})
