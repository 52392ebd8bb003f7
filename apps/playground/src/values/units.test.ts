import { expect, test } from 'vitest'
import { toAmount } from './read-duration.ts'
import { writeBytes } from './write-bytes.ts'
import { writeDuration } from './write-duration.ts'

test.each([
  [0, '0 s'],
  [1, '1 s'],
  [59_001, '1 min'],
  [90_000, '1 min 30 s'],
  [3_600_000, '1 h'],
  [90_061_000, '1 d 1 h'],
])('%i ms are written %s', (millis, words) => {
  expect(writeDuration(millis)).toBe(words)
})

test.each([
  [0, '0 B'],
  [999, '999 B'],
  [1000, '1.0 kB'],
  [15_650_000, '15.7 MB'],
  [2e13, '20000.0 GB'],
])('%i bytes are written %s', (bytes, words) => {
  expect(writeBytes(bytes)).toBe(words)
})

test.each([
  [1500, '1.5', 'seconds'],
  [90_000, '90', 'seconds'],
  [7_200_000, '2', 'hours'],
  [0, '0', 'seconds'],
])('%i ms are shown as %s %s', (millis, amount, unit) => {
  expect(toAmount(millis)).toEqual({ amount, unit })
})
