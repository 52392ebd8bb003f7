import { syncStore } from '@kvasir/core'
import { rich } from '@kvasir/core/rich'
import { memory } from '@kvasir/memory'
import { expect, test } from 'vitest'
import { openKV } from './index.ts'

const task = (): Promise<void> => new Promise((resolve) => setTimeout(resolve))

test('a KV in memory answers at once in a browser', () => {
  using kv = openKV(':memory:', { dotNotation: true })
  kv.set('user', { name: 'John', since: new Date(5), bytes: new Uint8Array([1, 2]) })
  kv.setex('session', new Set([1n]), 1000)
  kv.set('user.name', 'Jane')
  expect(kv.all()).toEqual({
    session: new Set([1n]),
    user: { name: 'Jane', since: new Date(5), bytes: new Uint8Array([1, 2]) },
  })
  expect([kv.count(), kv.ttl('user'), kv.namespaces()]).toEqual([2, -2, ['commandkit_kv']])
})

test('a KV on a store that is open already shares its entries', () => {
  const store = syncStore(memory(), { rich })
  using kv = openKV(store, { namespace: 'users' })
  kv.set('a', 1)
  expect(store.namespace('users').get('a')).toBe(1)
})

test('a file is refused in a browser, with what to do', () => {
  for (const open of [() => openKV(), () => openKV('bot.db')]) {
    expect(open).toThrow(
      expect.objectContaining({ code: 'UNAVAILABLE', message: expect.stringContaining('openSyncStore') }),
    )
  }
})

test('a transaction is whole in a browser, too, awaited or not', async () => {
  using kv = openKV(':memory:')
  void kv.transaction(() => kv.set('a', 1))
  expect(kv.get('a')).toBe(1)
  await kv.transaction(async () => {
    kv.set('b', 2)
    await task()
    kv.set('c', 3)
  })
  const failing = kv.transaction(async () => {
    kv.clear()
    await task()
    throw new Error('no')
  })
  await expect(failing).rejects.toThrow('no')
  expect(kv.all()).toEqual({ a: 1, b: 2, c: 3 })
})

test('a transaction that calls what it is given has no part in what others write', async () => {
  using kv = openKV(':memory:')
  const failing = kv.transaction(async (inside) => {
    inside.set('a', 1)
    await task()
    throw new Error('no')
  })
  kv.set('b', 1)
  await expect(failing).rejects.toThrow('no')
  expect(kv.all()).toEqual({ b: 1 })
})
