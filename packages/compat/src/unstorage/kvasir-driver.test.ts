import { asyncStore, syncStore, toAsync } from '@kvasir/core'
import { live } from '@kvasir/core/live'
import { memory } from '@kvasir/memory'
import { createStorage, type Driver, prefixStorage, restoreSnapshot, snapshot } from 'unstorage'
import { describe, expect, expectTypeOf, test, vi } from 'vitest'
import { kvasirDriver, type KvasirDriver } from './index.ts'

const clock = { now: Date.UTC(2026, 0, 1) }
const options = { clock: () => clock.now, live }

describe.each([
  ['a synchronous store', () => syncStore(memory(), options)],
  ['an asynchronous store', () => asyncStore(toAsync(memory()), options)],
])('a storage of unstorage in %s', (_, openStore) => {
  const open = () => {
    const namespace = openStore().namespace('app')
    return { namespace, storage: createStorage({ driver: kvasirDriver(namespace) }) }
  }

  test('has the items that are set, whatever their type, and null where there is none', async () => {
    const { storage } = open()
    await storage.setItem('users:ada', { name: 'Ada' })
    await storage.setItem('count', 3)
    await storage.setItem('text', 'a text')
    expect(await storage.getItem('users:ada')).toEqual({ name: 'Ada' })
    expect(await storage.getItem('count')).toBe(3)
    expect(await storage.getItem('text')).toBe('a text')
    expect(await storage.getItem('nobody')).toBeNull()
    expect(await storage.hasItem('users/ada')).toBe(true)
    expect(await storage.hasItem('nobody')).toBe(false)
  })

  test('keeps raw items as values of Kvasir', async () => {
    const { namespace, storage } = open()
    await storage.setItemRaw('bytes', Uint8Array.of(1, 2))
    expect(await storage.getItemRaw('bytes')).toEqual(Uint8Array.of(1, 2))
    expect(await namespace.get('bytes')).toEqual(Uint8Array.of(1, 2))
    await storage.setItemRaw('blob', new Blob(['text']))
    expect(await storage.getItemRaw('blob')).toBeInstanceOf(Blob)
    expect(await storage.getItemRaw('nobody')).toBeNull()
  })

  test('sets and gets several items', async () => {
    const { storage } = open()
    await storage.setItems([
      { key: 'users:ada', value: 1 },
      { key: 'users:bob', value: 2, options: { ttl: 60 } },
    ])
    expect(await storage.getItems(['users:bob', 'nobody', 'users:ada'])).toEqual([
      { key: 'users:bob', value: 2 },
      { key: 'nobody', value: null },
      { key: 'users:ada', value: 1 },
    ])
    expect(await storage.getMeta('users:bob')).toMatchObject({ ttl: 60 })
  })

  test('keeps items for ever whose time to live ends beyond all dates', async () => {
    const { storage } = open()
    await storage.setItem('infinite', 1, { ttl: Infinity })
    await storage.setItemRaw('raw', 1, { ttl: Number.MAX_SAFE_INTEGER })
    await storage.setItems([{ key: 'one', value: '1', options: { ttl: 1e300 } }])
    for (const key of ['infinite', 'raw', 'one']) {
      expect(await storage.getItem(key)).toBe(1)
      expect(await storage.getMeta(key)).not.toHaveProperty('ttl')
    }
  })

  test('lists keys under a base and up to a depth', async () => {
    const { storage } = open()
    for (const key of ['a:1', 'a:b:2', 'a:b:c:3', 'ab:4']) await storage.setItem(key, 1)
    expect(await storage.getKeys('a')).toEqual(['a:1', 'a:b:2', 'a:b:c:3'])
    expect(await storage.getKeys('a', { maxDepth: 1 })).toEqual(['a:1'])
    expect(await storage.getKeys(undefined, { maxDepth: 2 })).toEqual(['a:1', 'a:b:2', 'ab:4'])
  })

  test('clears everything, and of a driver what is under a base', async () => {
    const { namespace, storage } = open()
    for (const key of ['a:1', 'a:2', 'ab:3']) await storage.setItem(key, 1)
    // Storages of unstorage clear whole mounts only; their drivers can do more.
    await kvasirDriver(namespace).clear('a:')
    expect(await storage.getKeys()).toEqual(['ab:3'])
    await storage.clear()
    expect(await storage.getKeys()).toEqual([])
  })

  test('removes items, with their meta if asked to', async () => {
    const { storage } = open()
    await storage.setItem('ada', 1)
    await storage.setMeta('ada', { color: 'red' })
    expect(await storage.getMeta('ada')).toMatchObject({ color: 'red', mtime: new Date(clock.now) })
    await storage.removeItem('ada', { removeMeta: true })
    expect(await storage.getItem('ada')).toBeNull()
    expect(await storage.getMeta('ada')).toEqual({})
  })

  test('lets items expire after so many seconds', async () => {
    const { storage } = open()
    await storage.setItem('ada', 1, { ttl: 60 })
    clock.now += 59_999
    expect(await storage.getItem('ada')).toBe(1)
    expect(await storage.getMeta('ada')).toMatchObject({ ttl: 1 })
    clock.now += 1
    expect(await storage.getItem('ada')).toBeNull()
    expect(await storage.getKeys()).toEqual([])
  })

  test('tells of changes, whoever makes them, until the watch ends', async () => {
    const { namespace, storage } = open()
    const seen: string[] = []
    const unwatch = await storage.watch((event, key) => void seen.push(`${event} ${key}`))
    await storage.setItem('a:1', 1)
    await namespace.put('a:2', 2)
    await vi.waitFor(() => expect(seen).toEqual(['update a:1', 'update a:2']))
    await storage.clear()
    await vi.waitFor(() => expect(seen.slice(2)).toEqual(['remove a:1', 'remove a:2']))
    await unwatch()
    await storage.setItem('a:3', 3)
    await storage.watch((event, key) => void seen.push(`${event} ${key}`))
    await storage.setItem('a:4', 4)
    await vi.waitFor(() => expect(seen.slice(4)).toEqual(['update a:4']))
    await storage.dispose()
  })

  test('is mounted, prefixed and carried like any other', async () => {
    const { namespace } = open()
    const storage = createStorage().mount('kv', kvasirDriver(namespace))
    await prefixStorage(storage, 'kv:users').setItem('ada', 1)
    expect(await namespace.get('users:ada')).toBe('1')
    const picture = await snapshot(storage, 'kv')
    await storage.clear()
    await restoreSnapshot(storage, picture, 'kv')
    expect(await storage.getKeys()).toEqual(['kv:users:ada'])
  })
})

test('the driver is what unstorage takes', () => {
  expectTypeOf<KvasirDriver>().toExtend<Driver>()
})

test('several items are set, or none of them', async () => {
  const namespace = asyncStore(toAsync(memory())).namespace('app')
  const driver = kvasirDriver(namespace)
  await expect(
    driver.setItems([
      { key: 'a', value: '1' },
      { key: '\ud800', value: '2' },
    ]),
  ).rejects.toMatchObject({ code: 'INVALID_KEY' })
  expect(await namespace.count()).toBe(0)
})

test('a watch on a store without `live` is refused', async () => {
  const storage = createStorage({ driver: kvasirDriver(syncStore(memory()).namespace('app')) })
  await expect(storage.watch(() => undefined)).rejects.toMatchObject({ name: 'KvasirError' })
})
