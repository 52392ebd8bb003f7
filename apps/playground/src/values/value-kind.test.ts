import { expect, test } from 'vitest'
import { kindOf, readValue, writeValue } from './value-kind.ts'

test.each([
  ['text', 'text'],
  ['json', 1.5],
  ['json', null],
  ['json', { a: [true, 'b'] }],
  ['rich', -0],
  ['rich', undefined],
  ['rich', 10n],
  ['rich', [undefined]],
  ['rich', { at: new Date(0) }],
  ['rich', new Uint8Array([1, 2])],
] as const)('the editor writes as %s what it reads back unchanged: %s', (kind, value) => {
  expect(kindOf(value)).toBe(kind)
  expect(readValue(kind, writeValue(kind, value))).toStrictEqual(value)
})
