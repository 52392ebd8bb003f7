import { describe, expect, test } from 'vitest'
import type { Head } from './contract.ts'
import { deadline, isLive } from './expiry.ts'

const head = (expiresAt: number): Head => ({
  key: 'k',
  type: 'text',
  revision: 1,
  expiresAt,
  writtenAt: 0,
  metadata: undefined,
})

describe('a row', () => {
  test.each([
    [0, 5, true],
    [10, 9, true],
    [10, 10, false],
    [10, 11, false],
  ])('that expires at %i is live at %i: %s', (expiresAt, now, expected) => {
    expect(isLive(head(expiresAt), () => now)).toBe(expected)
  })

  test('that never expires does not cost a look at the clock', () => {
    const clock = (): number => {
      throw new Error('the clock was read')
    }
    expect(isLive(head(0), clock)).toBe(true)
  })
})

describe('a deadline', () => {
  const NOW = 1000
  test.each([
    [{}, undefined, 0],
    [{}, 50, 1050],
    [{ ttl: 20 }, undefined, 1020],
    [{ ttl: 20 }, 50, 1020],
    [{ ttl: 70 }, 50, 1050],
    [{ ttl: 0 }, undefined, 1000],
    [{ ttl: 0.5 }, undefined, 1001],
    [{ expiresAt: 1700 }, undefined, 1700],
    [{ expiresAt: 1700 }, 50, 1050],
    [{ expiresAt: 0 }, undefined, 1],
  ])('asked for with %j where %s ms is the longest is %i', (asked, longest, expected) => {
    expect(deadline(asked, longest, NOW)).toBe(expected)
  })

  test.each([
    { ttl: -1 },
    { ttl: NaN },
    { ttl: Infinity },
    { expiresAt: -1 },
    { expiresAt: NaN },
    { ttl: 1e300 },
  ])('asked for with %j is refused', (asked) => {
    expect(() => deadline(asked, undefined, NOW)).toThrow(expect.objectContaining({ code: 'INVALID_TTL' }))
  })

  test('is refused when both a duration and a moment are given', () => {
    expect(() => deadline({ ttl: 1, expiresAt: 1 }, undefined, NOW)).toThrow(
      expect.objectContaining({ code: 'INVALID_OPTION' }),
    )
  })
})
