import fc from 'fast-check'
import { expect, test } from 'vitest'
import { findNonJson } from './json.ts'

test('whatever JSON can express has no fault', () => {
  // A trip through JSON takes the negative zeros out.
  const value = fc.jsonValue().map((any): unknown => JSON.parse(JSON.stringify(any)))
  fc.assert(fc.property(value, (any) => findNonJson(any) === undefined))
})

test('what has no fault comes back from JSON as it was', () => {
  const anything = fc.anything({
    withBigInt: true,
    withDate: true,
    withMap: true,
    withSet: true,
    withTypedArray: true,
  })
  fc.assert(
    fc.property(anything, (value) => {
      fc.pre(findNonJson(value) === undefined)
      expect(JSON.parse(JSON.stringify(value))).toEqual(value)
    }),
  )
})

/** An array in an array, so many deep. */
function nested(depth: number): unknown {
  let value: unknown = 1
  for (let i = 0; i < depth; i++) value = [value]
  return value
}

const cycle: Record<string, unknown> = {}
cycle['self'] = cycle

test.each([
  [undefined, '$'],
  [() => 0, '$'],
  [Symbol('s'), '$'],
  [1n, '$'],
  [NaN, '$'],
  [-0, '$'],
  [{ user: { tags: ['a', 'b', undefined] } }, '$.user.tags[2]'],
  [{ 'odd name': { ok: true, when: new Date(0) } }, '$["odd name"].when'],
  [[[new Map()]], '$[0][0]'],
  [cycle, '$.self'],
  [{ [Symbol('s')]: 1 }, '$'],
  [[new URL('app:home')], '$[0]'],
  [Array.from({ length: 2 }), '$[0]'],
  // oxlint-disable-next-line no-sparse-arrays
  [[[1, , 3]], '$[0]'],
  [Object.assign([1], { more: 2 }), '$'],
  [Object.defineProperty({ a: 1 }, 'toJSON', { value: () => 'b' }), '$'],
  [Object.create(Object.create(null, { inherited: { value: 1, enumerable: true } })), '$'],
  [nested(501), `$${'[0]'.repeat(500)}`],
])('of %s the fault is at %s', (value, path) => {
  expect(findNonJson(value)).toBe(path)
})

test('the same object at two places is no cycle', () => {
  const shared = { a: 1 }
  expect(findNonJson([shared, shared])).toBeUndefined()
})

test('a member that is named toJSON, but cannot be called, is a member like any other', () => {
  expect(findNonJson({ toJSON: 1 })).toBeUndefined()
  expect(findNonJson({ toJSON: { a: new Date(0) } })).toBe('$.toJSON.a')
})
