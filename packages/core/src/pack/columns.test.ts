import { expect, test } from 'vitest'
import { packRows } from './columns.ts'

test('a structured clone has no form in bytes, and is refused with its key', () => {
  const row = { key: 'a', value: {}, revision: 1, expiresAt: 0, writtenAt: 0, metadata: undefined } as const
  expect(() => packRows([{ ...row, type: 'clone' }])).toThrow(
    expect.objectContaining({ code: 'INVALID_VALUE', message: expect.stringContaining('"a"') }),
  )
})
