/// <reference types="node" />
import { expect, test } from 'vitest'
import { describeEach } from './each-backend.test-cases.ts'
import { type KV, openKV } from './index.ts'

const MINUTE = 60_000

describeEach('a KV', (open) => {
  test('gives back what was set, and undefined for what was not', () => {
    const kv = openKV(open())
    kv.set('name', 'John')
    expect([kv.get('name'), kv.get('other')]).toEqual(['John', undefined])
    expect([kv.has('name'), kv.has('other')]).toEqual([true, false])
    kv.delete('name')
    kv.delete('other')
    expect(kv.has('name')).toBe(false)
  })

  test('tells a stored undefined and null from nothing', () => {
    const kv = openKV(open())
    kv.set('none', undefined)
    kv.set('null', null)
    expect([kv.get('none'), kv.has('none'), kv.get('null')]).toEqual([undefined, true, null])
    expect(kv.all()).toStrictEqual({ none: undefined, null: null })
    expect([...kv]).toEqual([
      ['none', undefined],
      ['null', null],
    ])
  })

  test('lists what was set longest ago first, and a key that is set again at the end', () => {
    const kv = openKV(open())
    for (const key of ['b', 'c', 'a', '10', '9']) kv.set(key, key)
    kv.set('c', 'again')
    expect(kv.keys()).toEqual(['b', 'a', '10', '9', 'c'])
    expect(kv.values()).toEqual(['b', 'a', '10', '9', 'again'])
    expect([...kv].map(([key]) => key)).toEqual(kv.keys())
    expect(kv.count()).toBe(5)
    kv.clear()
    expect([kv.count(), kv.keys(), kv.all()]).toEqual([0, [], {}])
  })

  test('lists more entries than a page has', () => {
    const kv = openKV(open())
    const keys = Array.from({ length: 1500 }, (_, i) => `key:${i}`)
    void kv.transaction(() => {
      for (const key of keys) kv.set(key, key)
    })
    expect(kv.keys()).toEqual(keys)
    expect([...kv]).toEqual(keys.map((key) => [key, key]))
  })

  test('iterates each key that was there at the beginning once, whatever is set meanwhile', () => {
    const kv = openKV(open())
    for (const key of ['a', 'b', 'c', 'd']) kv.set(key, 1)
    const seen: [string, number][] = []
    for (const [key, value] of kv) {
      seen.push([key, value])
      kv.set(key, value + 1)
      kv.set(`${key}-new`, 0)
      kv.set('c', 7)
      kv.delete('d')
    }
    expect(seen).toEqual([
      ['a', 1],
      ['b', 1],
      ['c', 7],
    ])
  })

  test('tells the time that is left: -1 for no key, -2 for no end', () => {
    const clock = { now: 5 }
    const kv = openKV(open(clock))
    kv.set('user', 1)
    kv.setex('session', 1, MINUTE)
    expect([kv.ttl('user'), kv.ttl('session'), kv.ttl('none')]).toEqual([-2, MINUTE, -1])
    clock.now += MINUTE - 1
    expect([kv.ttl('session'), kv.has('session')]).toEqual([1, true])
    clock.now++
    expect([kv.ttl('session'), kv.get('session'), kv.has('session')]).toEqual([-1, undefined, false])
    expect([kv.keys(), kv.values(), kv.count(), kv.all(), [...kv]]).toEqual([
      ['user'],
      [1],
      1,
      { user: 1 },
      [['user', 1]],
    ])
  })

  test('has a key expire, and says whether there was one', () => {
    const clock = { now: 5 }
    const kv = openKV(open(clock))
    kv.set('user', 1)
    expect([kv.expire('user', MINUTE), kv.expire('none', MINUTE)]).toEqual([true, false])
    expect([kv.ttl('user'), kv.has('none')]).toEqual([MINUTE, false])
    expect([kv.expire('user', Infinity), kv.ttl('user')]).toEqual([true, -2])
    expect([kv.expire('user', -1), kv.has('user')]).toEqual([true, false])
  })

  test('takes a time to live beyond all dates for none', () => {
    const kv = openKV(open())
    kv.setex('far', 1, Number.MAX_SAFE_INTEGER)
    kv.setex('near', 1, MINUTE)
    expect(kv.expire('near', 8.64e15)).toBe(true)
    expect([kv.ttl('far'), kv.ttl('near')]).toEqual([-2, -2])
  })

  test('has a key live for ever once it is set again, and at Infinity; not at all from 0 down', () => {
    const kv = openKV(open())
    kv.setex('a', 1, MINUTE)
    kv.set('a', 2)
    kv.setex('b', 1, Infinity)
    kv.setex('c', 1, 0)
    kv.setex('d', 1, -5)
    expect(['a', 'b', 'c', 'd'].map((key) => kv.ttl(key))).toEqual([-2, -2, -1, -1])
  })

  test('calculates with numbers and bigints', () => {
    const kv = openKV(open())
    kv.set('n', 10)
    const results = (['+', '-', '*', '/', '%', '^'] as const).map((operator) => kv.math('n', operator, 4))
    expect(results).toEqual([14, 10, 40, 10, 2, 16])
    kv.set('big', 2n ** 70n)
    expect([kv.math('big', '/', 3n), kv.math('big', '+', 1)]).toEqual([2n ** 70n / 3n, 2n ** 70n / 3n + 1n])
    expect([kv.math('n', '+', 1n), kv.get('n')]).toEqual([17n, 17n])
  })

  test('keeps the expiry of a number that it calculates with', () => {
    const kv = openKV(open())
    kv.setex('n', 1, MINUTE)
    kv.math('n', '+', 1)
    expect(kv.ttl('n')).toBe(MINUTE)
  })

  test.each<[string, (kv: KV) => unknown, new () => Error, string]>([
    ['a missing number', (kv) => kv.math('none', '+', 1), Error, "Key 'none' does not exist"],
    ['a text', (kv) => kv.math('text', '+', 1), Error, 'Expected number or bigint, got string'],
    ['a division by zero', (kv) => kv.math('n', '/', 0), Error, 'Division by zero'],
    ['a remainder by zero', (kv) => kv.math('big', '%', 0n), Error, 'Modulo by zero'],
    ['an operator that is none', (kv) => kv.math('n', '&' as '+', 1), Error, 'Invalid operator: &'],
    ['a fraction and a bigint', (kv) => kv.math('big', '+', 1.5), RangeError, '1.5'],
    ['a negative power of a bigint', (kv) => kv.math('big', '^', -1n), Error, 'negative exponent'],
    ['an operand that is no number', (kv) => kv.math('n', '+', '5' as never), TypeError, 'string'],
    ['a key that is no string', (kv) => kv.set(5 as never, 1), TypeError, 'A key is a string'],
    ['no key', (kv) => kv.get(undefined as never), TypeError, 'A key is a string'],
    ['a ttl that is none', (kv) => kv.setex('n', 1, Number.NaN), TypeError, 'milliseconds'],
    ['a ttl that is a text', (kv) => kv.expire('n', '5' as never), TypeError, 'milliseconds'],
    ['a transaction of nothing', (kv) => kv.transaction(undefined as never), TypeError, 'function'],
  ])('refuses %s, and changes nothing', (_, call, Class, message) => {
    const kv = openKV(open())
    kv.set('n', 3)
    kv.set('big', 5n)
    kv.set('text', '3')
    const before = kv.all()
    expect(() => call(kv)).toThrow(Class)
    expect(() => call(kv)).toThrow(message)
    expect(kv.all()).toEqual(before)
  })

  test('keeps odd keys apart', () => {
    const kv = openKV(open())
    const keys = [
      '',
      '.',
      '..',
      '\0',
      'a.b',
      '__proto__',
      'constructor',
      "'; DROP TABLE rows; --",
      '%_',
      'ü😀',
    ]
    keys.forEach((key, i) => kv.set(key, i))
    expect(kv.keys()).toEqual(keys)
    expect(keys.map((key) => kv.get(key))).toEqual(keys.map((_, i) => i))
    expect(Object.getPrototypeOf(kv.all())).toBe(Object.prototype)
    expect(Object.hasOwn(kv.all(), '__proto__')).toBe(true)
  })

  test('sees what another face of the same namespace has put, and the other way round', () => {
    const store = open()
    const kv = openKV(store, { namespace: 'users' })
    const users = store.namespace('users')
    kv.set('a', { when: new Date(7) })
    users.put('b', new Map([[1, 2n]]), { ttl: MINUTE })
    expect(users.get('a')).toEqual({ when: new Date(7) })
    expect([kv.get('b'), kv.ttl('b')]).toEqual([new Map([[1, 2n]]), MINUTE])
  })
})
