import { asyncStore, syncStore, toAsync } from '@kvasir/core'
import { rich } from '@kvasir/core/rich'
import { memory, withMemorySide } from '@kvasir/memory'
import { sqlite } from '@kvasir/sqlite'
import { nodeSqlite } from '@kvasir/sqlite/node'
import { describe, expect, test } from 'vitest'
import { luxFlowTests } from './lux-flows.test-cases.ts'
import { toLuxKv } from './lux.ts'

luxFlowTests('memory', async () => {
  const store = syncStore(memory())
  return { store, close: async () => store.close() }
})

luxFlowTests('memory under an asynchronous store', async () => {
  const store = asyncStore(toAsync(memory()))
  return { store, close: () => store.close() }
})

luxFlowTests('SQLite', async () => {
  const store = syncStore(withMemorySide(sqlite(nodeSqlite({ path: ':memory:' }))))
  return { store, close: async () => store.close() }
})

describe('the kv of Lux', () => {
  test('gets the text that was set, and null where there is none', async () => {
    const kv = toLuxKv(syncStore(memory()).namespace('flows'))
    expect(await kv.get('a')).toBe(null)
    expect(await kv.set('a', '')).toBe(undefined)
    expect(await kv.get('a')).toBe('')
    await kv.set('a', '{"n":1}')
    expect(await kv.get('a')).toBe('{"n":1}')
  })

  test('gets what others have put as text', async () => {
    const store = syncStore(memory(), { rich })
    const others = store.namespace('flows')
    const kv = toLuxKv(others)
    others.put('object', { theme: 'dark' })
    others.put('number', 5)
    others.put('bytes', new TextEncoder().encode('\ufefföl'))
    expect(await kv.get('object')).toBe('{"theme":"dark"}')
    expect(await kv.get('number')).toBe('5')
    expect(await kv.get('bytes')).toBe('\ufefföl')
    await kv.set('text', 'x')
    expect(others.get('text')).toBe('x')
  })

  test('a set ends the lifetime of what it replaces, or gives one in seconds', async () => {
    let now = 0
    const kv = toLuxKv(syncStore(memory(), { clock: () => now }).namespace('flows'))
    await kv.set('short', 'x', { expirationTtl: 60 })
    await kv.set('long', 'x', { expirationTtl: 60 })
    await kv.set('long', 'y')
    now = 59_999
    expect(await kv.get('short')).toBe('x')
    now = 60_000
    expect([await kv.get('short'), await kv.get('long')]).toEqual([null, 'y'])
  })

  test('the longest key and value are taken', async () => {
    const kv = toLuxKv(syncStore(memory()).namespace('flows'))
    await kv.set('ö'.repeat(256), 'x')
    expect(await kv.get('ö'.repeat(256))).toBe('x')
    const largest = 'ö'.repeat((25 * 1024 * 1024) / 2)
    await kv.set('large', largest)
    expect((await kv.get('large')) === largest).toBe(true)
    await expect(kv.set('large', `${largest}x`)).rejects.toThrow(RangeError)
    expect((await kv.get('large')) === largest).toBe(true)
  })

  const badKeys: readonly unknown[] = ['', '.', '..', '\ud800', 'ö'.repeat(257), 5, null, undefined]
  test.for(badKeys)('%j is no key', async (key) => {
    const namespace = syncStore(memory()).namespace('flows')
    const kv = toLuxKv(namespace)
    await expect(kv.get(key as string)).rejects.toThrow(Error)
    await expect(kv.set(key as string, 'x')).rejects.toThrow(Error)
    expect(namespace.count()).toBe(0)
  })

  test('a value that is no text and a lifetime that is too short are refused, and nothing is set', async () => {
    const namespace = syncStore(memory()).namespace('flows')
    const kv = toLuxKv(namespace)
    for (const value of [5, null, undefined, {}, true])
      await expect(kv.set('a', value as string)).rejects.toThrow(TypeError)
    for (const expirationTtl of [0, 59, 60.5, -60, NaN, Infinity, '60' as never])
      await expect(kv.set('a', 'x', { expirationTtl })).rejects.toThrow(RangeError)
    expect(namespace.count()).toBe(0)
  })
})
