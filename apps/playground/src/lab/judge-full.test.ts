import { expect, test } from 'vitest'
import { judgeFull } from './judge-full.ts'

const FULL = {
  count: 8,
  refusal: new DOMException('No room', 'QuotaExceededError'),
  bound: 32,
  atOnce: 8,
  again: 8,
  usage: 8_400_000,
  quota: 8_400_000,
}
const NOT_FULL = { ...FULL, count: 32, refusal: undefined, atOnce: 32, again: 32 }

test.each([
  ['held', '8 of 8 MB', FULL],
  ['not-held', '8 of 8 MB', { ...FULL, refusal: new Error('Something') }],
  ['not-held', '7 of 8 MB', { ...FULL, again: 7 }],
  ['not-held', '8 of 8 MB while open', { ...FULL, again: { error: new Error('Damaged') } }],
  ['failed', 'No room for a first one', { ...FULL, count: 0, atOnce: 0, again: 0 }],
  ['not-reached', '32 of 32 MB', NOT_FULL],
  ['not-held', '31 of 32 MB', { ...NOT_FULL, atOnce: 31 }],
] as const)('the verdict is %s with %s', (verdict, result, outcome) => {
  expect(judgeFull(outcome)).toMatchObject({ verdict, result })
})

test('where nothing was refused it is said that the storage was not full', () => {
  expect(judgeFull(NOT_FULL).details).toMatch(
    /^The storage was not full after 32 MB, and nothing was refused\./,
  )
})
