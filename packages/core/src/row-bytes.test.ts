import { expect, test } from 'vitest'
import type { Row } from './contract.ts'
import { rowBytes } from './row-bytes.ts'

const rest = { revision: 1, expiresAt: 0, writtenAt: 0 } as const

test.each([
  ['text in UTF-8', 'text', 'é', 2],
  ['bytes', 'bytes', new Uint8Array(3), 3],
  ['a blob with its size', 'clone', new Blob(['four']), 4],
  ['a file with its size', 'clone', new File(['five5'], 'name.txt'), 5],
  ['a view with its bytes', 'clone', new Float64Array(2), 16],
  ['another clone with nothing', 'clone', { in: new Blob(['four']) }, 0],
] as const)('the value of a row counts: %s', (_, type, value, bytes) => {
  const row: Row = { ...rest, key: 'k', type, value, metadata: undefined }
  expect(rowBytes(row)).toBe(1 + bytes)
  const withMetadata: Row = { ...row, metadata: '"é"' }
  expect(rowBytes(withMetadata)).toBe(1 + bytes + 4)
})
