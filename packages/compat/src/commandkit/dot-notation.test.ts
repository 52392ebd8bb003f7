/// <reference types="node" />
import { expect, test } from 'vitest'
import { describeEach } from './each-backend.test-cases.ts'
import { type KV, openKV } from './index.ts'

const USER = {
  name: 'John',
  tags: ['a', 'b'],
  settings: { theme: 'dark', at: new Date(5), map: new Map([['k', 1]]), off: undefined },
}

describeEach('dot notation', (open) => {
  const openUser = (): KV => {
    const kv = openKV(open(), { dotNotation: true })
    kv.set('user', USER)
    return kv
  }

  test('is off unless it is asked for', () => {
    const kv = openKV(open())
    kv.set('user', USER)
    kv.set('user.name', 'Jane')
    expect([kv.get('user'), kv.get('user.name'), kv.get('user.tags'), kv.keys()]).toEqual([
      USER,
      'Jane',
      undefined,
      ['user', 'user.name'],
    ])
  })

  test('reads what a key holds', () => {
    const kv = openUser()
    expect(
      ['user.name', 'user.settings.theme', 'user.settings.at', 'user.tags.1'].map((path) => kv.get(path)),
    ).toEqual(['John', 'dark', new Date(5), 'b'])
    expect(
      ['user.none', 'user.name.length', 'none.a', 'user.settings.map.k', 'user.tags.length'].map((path) =>
        kv.get(path),
      ),
    ).toEqual(Array.from({ length: 5 }))
    expect(['user.settings.off', 'user.settings.none'].map((path) => kv.has(path))).toEqual([true, false])
  })

  test('sets what a key holds, with the objects on the way', () => {
    const kv = openUser()
    kv.set('user.settings.theme', 'light')
    kv.set('user.a.b.c', new Set([1]))
    kv.set('user.tags.2', 'c')
    kv.set('new.deep', 1)
    expect(kv.get('user')).toStrictEqual({
      ...USER,
      tags: ['a', 'b', 'c'],
      settings: { ...USER.settings, theme: 'light' },
      a: { b: { c: new Set([1]) } },
    })
    expect(kv.all()['new']).toEqual({ deep: 1 })
  })

  test('deletes what a key holds, and leaves the rest', () => {
    const kv = openUser()
    for (const path of ['user.settings.theme', 'user.tags.0', 'user.none', 'none.a', 'user.tags.length']) {
      kv.delete(path)
    }
    expect(kv.get('user')).toEqual({ ...USER, tags: ['b'], settings: { ...USER.settings, theme: undefined } })
    expect([kv.has('user.settings.theme'), kv.keys()]).toEqual([false, ['user']])
  })

  test('calculates with what a key holds', () => {
    const kv = openUser()
    kv.set('user.score', 100)
    expect([kv.math('user.score', '+', 50), kv.get('user.score')]).toEqual([150, 150])
    expect(() => kv.math('user.none', '+', 1)).toThrow("Key 'user.none' does not exist")
    expect(kv.has('user.none')).toBe(false)
  })

  test('keeps the expiry of a key that it sets something in, unless it sets that, too', () => {
    const kv = openUser()
    kv.expire('user', 1000)
    kv.set('user.name', 'Jane')
    kv.delete('user.tags')
    expect(kv.ttl('user')).toBe(1000)
    kv.setex('user.temporary', 1, 500)
    expect([kv.ttl('user'), kv.ttl('user.temporary'), kv.ttl('user.none')]).toEqual([500, 500, -1])
    expect([kv.expire('user.name', 200), kv.expire('user.none', 100), kv.ttl('user')]).toEqual([
      true,
      false,
      200,
    ])
  })

  test('finds a key that has dots itself', () => {
    const store = open()
    const kv = openKV(store, { dotNotation: true })
    store.namespace('commandkit_kv').put('example.com', { a: 1 })
    expect(kv.keys().map((key) => kv.get(key))).toEqual([{ a: 1 }])
    kv.set('example.com', 2)
    expect(kv.all()).toEqual({ 'example.com': 2 })
  })

  test('is for all namespaces of a KV, and in its transactions', () => {
    const kv = openUser()
    void kv.namespace('users').transaction((users) => users.set('a.b', 1))
    expect(kv.namespace('users').get('a')).toEqual({ b: 1 })
  })

  test.each([
    'user.__proto__.polluted',
    'user.settings.__proto__.polluted',
    'user.__proto__',
    'none.__proto__.polluted',
  ])('never goes through a prototype: %s', (path) => {
    const kv = openUser()
    for (const call of [() => kv.set(path, 1), () => kv.setex(path, 1, 10), () => kv.math(path, '+', 1)]) {
      expect(call).toThrow(new TypeError('A path does not go through __proto__.'))
    }
    kv.delete(path)
    expect([kv.get(path), kv.has(path), kv.ttl(path)]).toEqual([undefined, false, -1])
    expect([kv.get('user'), kv.keys(), Object.hasOwn(Object.prototype, 'polluted')]).toEqual([
      USER,
      ['user'],
      false,
    ])
  })

  test('takes constructor and prototype for names like others', () => {
    const kv = openUser()
    expect([kv.get('user.constructor'), kv.has('user.toString')]).toEqual([undefined, false])
    kv.set('user.constructor.prototype.polluted', 1)
    expect(kv.get('user.constructor')).toEqual({ prototype: { polluted: 1 } })
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false)
  })

  test.each([
    'user.name.first',
    'user.tags.7',
    'user.tags.x',
    'user.tags.length',
    'user.settings.map.k',
    'zero.a',
  ])('refuses to set what can be no member: %s', (path) => {
    const kv = openUser()
    kv.set('zero', 0)
    expect(() => kv.set(path, 1)).toThrow(TypeError)
    expect(() => kv.setex(path, 1, 10)).toThrow(TypeError)
    expect(kv.all()).toEqual({ user: USER, zero: 0 })
  })
})
