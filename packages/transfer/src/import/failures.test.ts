import { isKvasirError, KvasirError } from '@kvasir/core'
import { expect, test } from 'vitest'
import { withPosition } from './failures.ts'

test('an error with a position has the details that it had, and no others', () => {
  const position = { line: 2, after: 0 }
  const error = withPosition(new KvasirError('DAMAGED', 'It cannot be read.', { line: 3 }), position)
  if (!isKvasirError(error)) expect.unreachable()
  expect(Object.keys(error).toSorted()).toEqual(['code', 'line', 'name', 'position', 'retryable'])
  expect(error).toMatchObject({ line: 3, position })
})
