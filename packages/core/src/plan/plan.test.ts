import { describe, expect, test } from 'vitest'
import type { Row } from '../contract.ts'
import { planExpire } from './expire.ts'
import { planIncrement } from './increment.ts'
import { planPut } from './put.ts'
import type { Place } from './set.ts'
import { isEmptySpan, planSpan } from './span.ts'
import { planUpdate } from './update.ts'

const NOW = 1000
const PLACE: Place = { space: 7, key: 'k', longest: undefined }
const IN_AN_HOUR: Place = { ...PLACE, longest: 3_600_000 }
const ONE = { type: 'json', value: '1' } as const

const row = (changes: Partial<Row> = {}): Row => ({
  key: 'k',
  type: 'json',
  value: '1',
  revision: 3,
  expiresAt: 5000,
  writtenAt: 500,
  metadata: '"m"',
  ...changes,
})

const failure = (code: string): Error => expect.objectContaining({ code })

describe('a put', () => {
  test('writes value, metadata and time', () => {
    expect(planPut(PLACE, ONE, '"x"', NOW)).toEqual({
      kind: 'set',
      space: 7,
      key: 'k',
      type: 'json',
      value: '1',
      expiresAt: 0,
      writtenAt: NOW,
      metadata: '"x"',
    })
  })

  test.each([
    [PLACE, {}, undefined, 0],
    [PLACE, { ttl: 10 }, undefined, 1010],
    [IN_AN_HOUR, {}, undefined, 3_601_000],
    [IN_AN_HOUR, { ttl: 10 }, undefined, 1010],
    [PLACE, { keepTtl: true }, row(), 5000],
    [PLACE, { keepTtl: true }, row({ expiresAt: 0 }), 0],
    [IN_AN_HOUR, { keepTtl: true }, undefined, 3_601_000],
  ])('at %o with %o expires as it should', (place, options, current, expiresAt) => {
    expect(planPut(place, ONE, undefined, NOW, options, current).expiresAt).toBe(expiresAt)
  })

  test.each([
    [{ ifAbsent: true }, row(), 3],
    [{ ifRevision: 2 }, row(), 3],
    [{ ifRevision: 0 }, row(), 3],
    [{ ifRevision: 3 }, undefined, 0],
  ])('with %o is a conflict that names the revision', (options, current, revision) => {
    expect(() => planPut(PLACE, ONE, undefined, NOW, options, current)).toThrow(
      expect.objectContaining({ code: 'CONFLICT', revision }),
    )
  })

  test.each([
    [{ ifAbsent: true }, undefined],
    [{ ifRevision: 0 }, undefined],
    [{ ifRevision: 3 }, row()],
  ])('with %o goes through where that holds', (options, current) => {
    expect(planPut(PLACE, ONE, undefined, NOW, options, current).kind).toBe('set')
  })

  test.each([
    { keepTtl: true, ttl: 1 },
    { keepTtl: true, expiresAt: 1 },
    { ifAbsent: true, ifRevision: 0 },
  ])('with %o is refused, as they exclude each other', (options) => {
    expect(() => planPut(PLACE, ONE, undefined, NOW, options)).toThrow(failure('INVALID_OPTION'))
  })
})

describe('an increment', () => {
  test('of a missing key starts at 0 and takes the expiry given', () => {
    const { write, result } = planIncrement(PLACE, 2, { ttl: 10 }, undefined, NOW)
    expect(result).toBe(2)
    expect(write).toMatchObject({ value: '2', expiresAt: 1010, metadata: undefined })
  })

  test('of a number keeps expiry and metadata', () => {
    const { write, result } = planIncrement(IN_AN_HOUR, -3, { ttl: 10 }, row(), NOW)
    expect(result).toBe(-2)
    expect(write).toMatchObject({ value: '-2', expiresAt: 5000, metadata: '"m"' })
  })

  test('to zero never leaves a negative one', () => {
    expect(Object.is(planIncrement(PLACE, -0, {}, undefined, NOW).result, 0)).toBe(true)
  })

  test.each([
    row({ type: 'text', value: '1' }),
    row({ value: '"1"' }),
    row({ value: 'null' }),
    row({ type: 'rich', value: '{"$BigInt":"1"}' }),
  ])('of $value as $type is refused', (current) => {
    expect(() => planIncrement(PLACE, 1, {}, current, NOW)).toThrow(failure('NOT_A_NUMBER'))
  })

  test.each([
    [Number.MAX_SAFE_INTEGER, 1],
    [-Number.MAX_SAFE_INTEGER, -1],
    [Number.MAX_VALUE, Number.MAX_VALUE],
    [0.5, Number.MAX_SAFE_INTEGER],
    [Number.MAX_VALUE, 1],
  ])('of %d by %d is refused, as the sum would not be exact', (value, by) => {
    expect(() => planIncrement(PLACE, by, {}, row({ value: `${value}` }), NOW)).toThrow(
      failure('INVALID_VALUE'),
    )
  })

  test.each([NaN, Infinity, '1' as unknown as number])('by %o is refused', (by) => {
    expect(() => planIncrement(PLACE, by, {}, undefined, NOW)).toThrow(failure('INVALID_OPTION'))
  })
})

describe('an update', () => {
  test('keeps expiry and metadata', () => {
    const { write, result } = planUpdate<number>(IN_AN_HOUR, (n) => (n ?? 0) + 1, undefined, row(), NOW)
    expect(result).toBe(2)
    expect(write).toMatchObject({ value: '2', expiresAt: 5000, metadata: '"m"' })
  })

  test('to undefined deletes, and writes nothing where there is nothing', () => {
    expect(planUpdate(PLACE, () => undefined, undefined, row(), NOW).write).toEqual({
      kind: 'delete',
      space: 7,
      key: 'k',
    })
    expect(planUpdate(PLACE, () => undefined, undefined, undefined, NOW).write).toBeUndefined()
  })

  test('to a promise is refused', () => {
    expect(() => planUpdate<unknown>(PLACE, async () => 1, undefined, row(), NOW)).toThrow(
      failure('PROMISE_IN_SYNC'),
    )
  })
})

describe('an expiry', () => {
  test.each([
    [PLACE, { ttl: 10 }, 1010],
    [PLACE, { expiresAt: 4000 }, 4000],
    [PLACE, {}, 0],
    [IN_AN_HOUR, {}, 3_601_000],
  ])('at %o of %o becomes %i and keeps the rest', (place, expiry, expiresAt) => {
    const { write, result } = planExpire(place, expiry, row(), NOW)
    expect(result).toBe(true)
    expect(write).toMatchObject({ value: '1', metadata: '"m"', expiresAt })
  })

  test('of a missing key writes nothing', () => {
    expect(planExpire(PLACE, { ttl: 10 }, undefined, NOW)).toEqual({ write: undefined, result: false })
  })
})

describe('a span', () => {
  test.each([
    [{}, '', undefined],
    [{ prefix: 'a' }, 'a', 'b'],
    [{ start: 'b', end: 'd' }, 'b', 'd'],
    [{ prefix: 'user:', start: 'user:5' }, 'user:5', 'user;'],
    [{ prefix: 'user:', start: 'a', end: 'z' }, 'user:', 'user;'],
    [{ prefix: 'user:', end: 'user:7' }, 'user:', 'user:7'],
  ])('of %o goes from %j to %j', (range, from, to) => {
    expect(planSpan(1, range)).toEqual({ space: 1, from, to })
  })

  test('whose bounds cross is empty', () => {
    expect(isEmptySpan(planSpan(1, { prefix: 'a', start: 'b' }))).toBe(true)
    expect(isEmptySpan(planSpan(1, { start: 'a', end: 'b' }))).toBe(false)
  })
})
