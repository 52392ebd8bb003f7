import { expect, test } from 'vitest'
import { rowBytes } from './row-bytes.ts'

test.each([
  ['text in UTF-8', 'é', 2],
  ['bytes', new Uint8Array(3), 3],
  ['a blob with its size', new Blob(['four']), 4],
  ['a file with its size', new File(['five5'], 'name.txt'), 5],
  ['a view with its bytes', new Float64Array(2), 16],
  ['another clone with nothing', { in: new Blob(['four']) }, 0],
] as const)('the value of a row counts: %s', (_, value, bytes) => {
  expect(rowBytes({ key: 'k', value, metadata: undefined })).toBe(1 + bytes)
  expect(rowBytes({ key: 'k', value, metadata: '"é"' })).toBe(1 + bytes + 4)
})
