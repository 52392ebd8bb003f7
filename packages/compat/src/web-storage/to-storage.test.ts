import { type SyncNamespace, syncStore } from '@kvasir/core'
import { rich } from '@kvasir/core/rich'
import { rules } from '@kvasir/core/rules'
import { memory } from '@kvasir/memory'
import { sqlite } from '@kvasir/sqlite'
import { nodeSqlite } from '@kvasir/sqlite/node'
import { createStorage } from 'unstorage'
import localStorageDriver from 'unstorage/drivers/localstorage'
import { describe, expect, test, vi } from 'vitest'
import { toStorage } from './index.ts'

describe.each([
  ['memory', () => syncStore(memory())],
  ['SQLite', () => syncStore(sqlite(nodeSqlite({ path: ':memory:' })))],
])('a Storage in %s', (_, openStore) => {
  const open = () => toStorage(openStore().namespace<string>('web'))

  test('makes text of keys and values', () => {
    const storage = open()
    for (const value of [1, null, undefined, true, { a: 1 }, [1, 2]]) {
      Reflect.apply(storage.setItem, storage, [value, value])
    }
    expect(storage.getItem('1')).toBe('1')
    expect(storage.getItem('null')).toBe('null')
    expect(storage.getItem('undefined')).toBe('undefined')
    expect(storage.getItem('[object Object]')).toBe('[object Object]')
    expect(storage.getItem('1,2')).toBe('1,2')
  })

  test('is null where there is no entry', () => {
    const storage = open()
    expect(storage.getItem('nobody')).toBeNull()
    expect(storage['nobody']).toBeUndefined()
  })

  test('counts and numbers its keys, in their order', () => {
    const storage = open()
    storage.setItem('b', '1')
    storage.setItem('a', '2')
    storage.setItem('b', '3')
    expect(storage.length).toBe(2)
    expect([storage.key(0), storage.key(1), storage.key(2)]).toEqual(['a', 'b', null])
    expect(storage.key(-1)).toBeNull()
    expect(storage.key(Number.NaN)).toBe('a')
    expect(storage.key(1.9)).toBe('b')
  })

  test('gives every key by its number, whatever is written meanwhile', () => {
    const namespace = openStore().namespace<string>('web')
    const storage = toStorage(namespace)
    for (const key of ['a', 'c', 'e', 'g']) storage.setItem(key, '1')
    expect([storage.key(0), storage.key(1)]).toEqual(['a', 'c'])
    storage.setItem('c', '2')
    expect(storage.key(2)).toBe('e')
    storage.setItem('b', '1')
    expect(storage.key(3)).toBe('e')
    storage.removeItem('a')
    storage.setItem('h', '1')
    expect(storage.key(4)).toBe('h')
    namespace.put('a', '1')
    expect([5, 0, 1, 6].map((number) => storage.key(number))).toEqual(['h', 'a', 'b', null])
  })

  test('numbers its keys rightly once others have taken the place of all', () => {
    const storage = open()
    for (const name of ['a', 'b', 'c']) storage.setItem(name, '')
    expect(storage.key(0)).toBe('a')
    storage.clear()
    for (const name of ['x', 'y', 'z']) storage.setItem(name, '')
    expect([1, 2, 0].map((number) => storage.key(number))).toEqual(['y', 'z', 'x'])
  })

  test('numbers its keys rightly in loops that remove some, in either direction', () => {
    const names = Array.from({ length: 30 }, (_, i) => `k${10 + i}`)
    const isEven = (key: string | null): boolean => Number(key?.slice(1)) % 2 === 0
    const backwards = open()
    const forwards = open()
    for (const name of names) for (const storage of [backwards, forwards]) storage.setItem(name, '')
    for (let i = backwards.length - 1; i >= 0; i--)
      if (isEven(backwards.key(i))) backwards.removeItem(backwards.key(i) ?? '')
    for (let i = 0; i < forwards.length;)
      if (isEven(forwards.key(i))) forwards.removeItem(forwards.key(i) ?? '')
      else i++
    const odd = names.filter((name) => !isEven(name))
    expect([Object.keys(backwards), Object.keys(forwards)]).toEqual([odd, odd])
    for (const [i, name] of odd.entries()) expect([backwards.key(i), forwards.key(i)]).toEqual([name, name])
    forwards.removeItem('k13')
    forwards.removeItem('k39')
    forwards.removeItem('none')
    expect(Array.from({ length: 14 }, (_, i) => forwards.key(13 - i))).toEqual([
      null,
      ...odd.slice(2, -1).toReversed(),
      'k11',
    ])
  })

  test('reads all keys once at the most in a loop that removes some', () => {
    const namespace = openStore().namespace<string>('web')
    const keys = vi.spyOn(namespace, 'keys')
    const storage = toStorage(namespace)
    for (let i = 0; i < 30; i++) storage.setItem(`k${i}`, '')
    for (let i = storage.length - 1; i >= 0; i--)
      if (storage.key(i)?.endsWith('5') === true) storage.removeItem(storage.key(i) ?? '')
    expect(storage.length).toBe(27)
    expect(keys.mock.calls.length).toBeLessThanOrEqual(1)
  })

  test('removes and clears', () => {
    const storage = open()
    storage.setItem('a', '1')
    storage.setItem('b', '2')
    storage.removeItem('a')
    storage.removeItem('a')
    expect(storage.length).toBe(1)
    storage.clear()
    expect(storage.length).toBe(0)
  })

  test('has its entries as properties', () => {
    const storage = open()
    storage['a'] = '1'
    Reflect.set(storage, 'b', 2)
    expect(storage.getItem('b')).toBe('2')
    expect('a' in storage).toBe(true)
    expect('c' in storage).toBe(false)
    expect(Object.keys(storage)).toEqual(['a', 'b'])
    expect({ ...storage }).toEqual({ a: '1', b: '2' })
    expect(JSON.stringify(storage)).toBe('{"a":"1","b":"2"}')
    expect(Object.hasOwn(storage, 'a')).toBe(true)
    delete storage['a']
    delete storage['c']
    expect(storage.length).toBe(1)
    Object.defineProperty(storage, 'd', { value: 4 })
    expect(storage['d']).toBe('4')
    expect(Object.prototype.toString.call(storage)).toBe('[object Storage]')
  })

  test('keeps an entry that is named like a method, and the method', () => {
    const storage = open()
    Reflect.set(storage, 'getItem', 'an entry')
    Reflect.set(storage, 'length', 'another')
    expect(storage.getItem('getItem')).toBe('an entry')
    expect(storage.length).toBe(2)
    expect(Object.keys(storage)).toEqual([])
    expect(storage.key(0)).toBe('getItem')
  })

  test('keeps odd keys', () => {
    const storage = open()
    for (const key of ['', '__proto__', 'constructor', 'a b', '\0']) storage.setItem(key, key)
    expect(storage.getItem('__proto__')).toBe('__proto__')
    expect(storage.getItem('constructor')).toBe('constructor')
    expect(storage['']).toBe('')
    expect(storage.length).toBe(5)
  })

  test('throws a TypeError for an argument that is missing and for a symbol, as the platform does', () => {
    const storage = open()
    storage.setItem('a', '1')
    for (const [method, ...given] of [
      ['setItem', 'a'],
      ['setItem'],
      ['getItem'],
      ['removeItem'],
      ['key'],
      ['setItem', 'a', Symbol('b')],
      ['setItem', Symbol('b'), 'a'],
      ['removeItem', Symbol('b')],
    ] as const) {
      expect(() => Reflect.apply(storage[method], storage, given)).toThrow(TypeError)
    }
    expect(() => Reflect.set(storage, 'a', Symbol('b'))).toThrow(TypeError)
    expect({ ...storage }).toEqual({ a: '1' })
  })

  test('cannot be closed to new entries', () => {
    const storage = open()
    storage.setItem('a', '1')
    expect(() => Object.freeze(storage)).toThrow(TypeError)
    storage.setItem('b', '2')
    expect(Object.keys(storage)).toEqual(['a', 'b'])
  })

  test('is what a library takes that wants localStorage', async () => {
    const driver = localStorageDriver({ storage: open(), base: 'app' })
    const storage = createStorage({ driver })
    await storage.setItem('users:ada', { name: 'Ada' })
    expect(await storage.getItem('users:ada')).toEqual({ name: 'Ada' })
    expect(await storage.getKeys('users')).toEqual(['users:ada'])
    await storage.clear()
    expect(await storage.getKeys()).toEqual([])
  })
})

test('what Kvasir or another face has put comes as text', () => {
  const namespace = syncStore(memory(), { rich }).namespace('web')
  const storage = toStorage(namespace as SyncNamespace<string>)
  namespace.put('object', { theme: 'dark' })
  namespace.put('null', null)
  namespace.put('number', 5)
  namespace.put('bytes', new TextEncoder().encode('bytes'))
  expect({ ...storage }).toEqual({ object: '{"theme":"dark"}', null: 'null', number: '5', bytes: 'bytes' })
  expect(storage.getItem('object')).toBe('{"theme":"dark"}')
})

test('a Storage without room throws the error of the platform, and changes nothing', () => {
  const store = syncStore(memory(), { rules })
  store.createNamespace('web', { maxBytes: 10 })
  const storage = toStorage(store.namespace<string>('web'))
  storage.setItem('a', '1')
  const write = () => storage.setItem('b', '0123456789')
  expect(write).toThrow(DOMException)
  expect(write).toThrow(expect.objectContaining({ name: 'QuotaExceededError' }))
  expect({ ...storage }).toEqual({ a: '1' })
})
