import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Row } from '../contract.ts'
import { compareKeys, isInSpan } from '../key-order.ts'
import { keepEnd, keepValue, keyOfValue, toKept, versionsOf } from './version-row.ts'

const key = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 4 }),
  fc.string({ unit: fc.constantFrom('0', '1', ':', 'a', 'b', '\0', '\u{10ffff}', '\uffff'), maxLength: 20 }),
)
const revision = fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER })

function rowOf(name: string, at: number, more: Partial<Row> = {}): Row {
  return {
    key: name,
    type: 'json',
    value: '1',
    revision: at,
    expiresAt: 0,
    writtenAt: 5,
    metadata: undefined,
    ...more,
  }
}

describe('the rows of a history', () => {
  test('lie among the versions of their own key, and of no other', () => {
    const property = fc.property(key, key, revision, (a, b, at) => {
      const span = versionsOf(4, a)
      for (const of of [a, b]) {
        expect(isInSpan(keyOfValue(of, at), span)).toBe(of === a)
        expect(isInSpan(keepEnd(4, of, at, 'delete', 0).key, span)).toBe(of === a)
      }
    })
    fc.assert(property)
  })

  test('are in the order of their writing, an end behind its value', () => {
    const property = fc.property(key, revision, revision, (name, a, b) => {
      expect(Math.sign(compareKeys(keyOfValue(name, a), keyOfValue(name, b)))).toBe(Math.sign(a - b))
      const end = keepEnd(4, name, a, 'delete', 0).key
      expect(compareKeys(keyOfValue(name, a), end)).toBeLessThan(0)
      if (a < b) expect(compareKeys(end, keyOfValue(name, b))).toBeLessThan(0)
    })
    fc.assert(property)
  })

  test.each([
    rowOf('a', 1),
    rowOf('', 2 ** 53 - 1, { expiresAt: 99, metadata: '{"m":[1]}' }),
    rowOf('1:a', 7, { type: 'bytes', value: new Uint8Array([1, 2]) }),
    rowOf('\0', 8, { type: 'text', value: 'text', metadata: '""' }),
  ])('give back the row that they keep: %j', (row) => {
    const { kind: _, space, ...kept } = keepValue(4, row)
    expect(space).toBe(5)
    // What is kept never expires by itself.
    expect(kept.expiresAt).toBe(0)
    expect(toKept(row.key, { ...kept, revision: 99 })).toEqual({ operation: 'put', row })
  })

  test('tell when a value was replaced', () => {
    const { kind: _, space: __, ...kept } = keepValue(4, rowOf('a', 1, { metadata: '1' }), 12)
    expect(toKept('a', { ...kept, revision: 9 })).toMatchObject({
      row: { metadata: '1' },
      replacedAt: 12,
    })
  })

  test.each(['delete', 'purge', 'expire'] as const)(
    'tell of a %s with its revision and time',
    (operation) => {
      const { kind: _, space: __, ...kept } = keepEnd(4, 'a', 3, operation, 12)
      expect(toKept('a', { ...kept, revision: 9 })).toStrictEqual({ operation, revision: 9, writtenAt: 12 })
    },
  )
})
