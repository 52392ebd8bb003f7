/// <reference types="node" />
import { crc32 as ofZlib } from 'node:zlib'
import { expect, test } from 'vitest'
import { crc32 } from './crc32.ts'

test('the sum is that of zlib, whatever the length and the offset', () => {
  const bytes = Uint8Array.from({ length: 300 }, (_, i) => (i * 7919) % 256)
  for (let from = 0; from < 9; from++) {
    for (let to = from; to < from + 40; to++) {
      expect(crc32(bytes.subarray(from, to))).toBe(ofZlib(bytes.subarray(from, to)))
    }
  }
  expect(crc32(bytes)).toBe(ofZlib(bytes))
})
