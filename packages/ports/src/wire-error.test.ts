import { KvasirError } from '@kvasir/core'
import { expect, test } from 'vitest'
import { fromWireError, toWireError } from './wire-error.ts'

test('an error that was sent has the details that it had, and no others', () => {
  const bare = fromWireError(toWireError(new KvasirError('CLOSED', 'It is closed.')))
  expect(Object.keys(bare).toSorted()).toEqual(['code', 'name', 'retryable'])
  const full = { path: '$', revision: 0, usage: 1, quota: 2 }
  expect(fromWireError(toWireError(new KvasirError('QUOTA_EXCEEDED', 'It is full.', full)))).toMatchObject(
    full,
  )
})
