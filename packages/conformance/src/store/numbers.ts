import type { StoreSuite } from '../describe-store.ts'
import { codeOf } from '../failure.ts'

export function numberTests({ test, expect }: StoreSuite): void {
  test('increment adds 1, or what it is told, and returns the sum', async ({ kv }) => {
    expect(await kv.increment('a')).toBe(1)
    expect(await kv.increment('a')).toBe(2)
    expect(await kv.increment('a', 40)).toBe(42)
    expect(await kv.increment('a', -50)).toBe(-8)
    expect(await kv.increment('a', 0)).toBe(-8)
    expect(await kv.increment('a', 0.5)).toBe(-7.5)
    expect(await kv.get('a')).toBe(-7.5)
  })

  test('increment goes on from a number that was put, and what it leaves is a number', async ({ kv }) => {
    await kv.put('a', 10)
    await kv.increment('a')
    expect(await kv.get('a')).toStrictEqual(11)
    await kv.increment('a', -11)
    expect(await kv.get('a')).toStrictEqual(0)
  })

  test('increment of what is no number throws NOT_A_NUMBER and leaves it', async ({ kv }) => {
    for (const value of ['1', '', null, true, [1], { n: 1 }, new Uint8Array([1])]) {
      await kv.put('a', value)
      expect(await codeOf(() => kv.increment('a'))).toBe('NOT_A_NUMBER')
      expect(await kv.get('a')).toStrictEqual(value)
    }
  })

  test('a sum that a number does not hold exactly throws INVALID_VALUE and changes nothing', async ({
    kv,
  }) => {
    await kv.put('a', Number.MAX_SAFE_INTEGER - 1)
    expect(await kv.increment('a')).toBe(Number.MAX_SAFE_INTEGER)
    expect(await codeOf(() => kv.increment('a'))).toBe('INVALID_VALUE')
    expect(await kv.get('a')).toBe(Number.MAX_SAFE_INTEGER)
    await kv.put('b', Number.MIN_SAFE_INTEGER)
    expect(await codeOf(() => kv.increment('b', -1))).toBe('INVALID_VALUE')
    await kv.put('c', Number.MAX_VALUE)
    expect(await codeOf(() => kv.increment('c', Number.MAX_VALUE))).toBe('INVALID_VALUE')
    expect([await kv.get('b'), await kv.get('c')]).toEqual([Number.MIN_SAFE_INTEGER, Number.MAX_VALUE])
  })

  test('an increment by what is no finite number is refused', async ({ kv }) => {
    for (const by of [Number.NaN, Infinity, '1', null] as readonly number[]) {
      expect(await codeOf(() => kv.increment('a', by))).toBe('INVALID_OPTION')
    }
    expect(await kv.has('a')).toBe(false)
  })

  test('update replaces a value by what the function makes of it', async ({ kv }) => {
    await kv.put('a', { n: 1 })
    expect(await kv.update('a', (current) => ({ ...(current as object), m: 2 }))).toEqual({ n: 1, m: 2 })
    expect(await kv.get('a')).toEqual({ n: 1, m: 2 })
    expect(await kv.update('b', (current) => current ?? 'made')).toBe('made')
    expect(await kv.get('b')).toBe('made')
  })

  test('update with undefined deletes the key, or leaves it missing', async ({ kv }) => {
    await kv.put('a', 1)
    expect(await kv.update('a', () => undefined)).toBe(undefined)
    expect(await kv.has('a')).toBe(false)
    expect(await kv.update('a', () => undefined)).toBe(undefined)
    expect(await kv.count()).toBe(0)
  })

  test('what the function of an update throws is thrown, and nothing is changed', async ({ kv }) => {
    await kv.put('a', 1, { metadata: 'm' })
    const before = await kv.getEntry('a')
    const oops = new Error('oops')
    let thrown: unknown
    try {
      await kv.update('a', () => {
        throw oops
      })
    } catch (error) {
      thrown = error
    }
    expect(thrown).toBe(oops)
    expect(await codeOf(() => kv.update('a', () => Symbol('s')))).toBe('INVALID_VALUE')
    expect(await kv.getEntry('a')).toStrictEqual(before)
  })

  test('the function of an update must not return a promise', async ({ kv }) => {
    await kv.put('a', 1)
    expect(await codeOf(() => kv.update('a', () => Promise.resolve(2)))).toBe('PROMISE_IN_SYNC')
    expect(await kv.get('a')).toBe(1)
  })

  test('what is to be called must be a function, and is asked for in the call', async ({ kv, store }) => {
    await kv.put('a', 1)
    const none = undefined as never
    expect(await codeOf(() => kv.update('a', none))).toBe('INVALID_OPTION')
    expect(await codeOf(() => kv.transaction(none))).toBe('INVALID_OPTION')
    expect(await codeOf(() => store.transaction(none))).toBe('INVALID_OPTION')
    expect(await codeOf(() => kv.subscribe(none))).toBe('INVALID_OPTION')
    expect(await kv.get('a')).toBe(1)
  })
}
