import type { Store } from '@kvasir/core'
import { expect, test } from 'vitest'
import { NOW, STORES, textOf } from './fixtures.test-cases.ts'
import { importStore } from './import/import-store.ts'

async function historyOf(store: Store, key: string): Promise<unknown[]> {
  const versions = await store.namespace('n').history(key)
  return versions.map((version) => ({ ...version, revision: undefined }))
}

/** A store with keys of every fate, and the moment after that. */
async function fill(open: (typeof STORES)[string]): Promise<{ readonly store: Store; readonly now: number }> {
  let now = NOW
  const store = open({ clock: () => now++ })
  await store.createNamespace('n', { history: 5 })
  const n = store.namespace('n')
  for (let i = 0; i < 9; i++) await n.put('often', new Date(i), { metadata: { i } })
  await n.put('back', 1)
  await n.delete('back')
  await n.put('back', new Uint8Array([2]))
  await n.put('deleted', 'text')
  await n.put('deleted', { json: true })
  await n.delete('deleted')
  await n.put('purged', 1)
  await n.purge('purged')
  await n.put('expired', 1, { ttl: 1 })
  await n.put('cleared:1', 1)
  await n.clear({ prefix: 'cleared:' })
  return { store, now }
}

const KEYS = ['often', 'back', 'deleted', 'purged', 'expired', 'cleared:1']

test.each(Object.entries(STORES))('the history of keys comes back, in %s', async (_, open) => {
  const { store, now } = await fill(open)
  const target = open({ clock: () => now + 100 })
  await importStore(target, await textOf(store, { history: true }))
  for (const key of KEYS) {
    expect(await historyOf(target, key)).toEqual(await historyOf(store, key))
    const revisions = (await target.namespace('n').history(key)).map(({ revision }) => revision)
    expect(revisions).toEqual(revisions.toSorted((a, b) => b - a))
    expect(new Set(revisions).size).toBe(key === 'expired' ? 1 : revisions.length)
  }
  const [, earlier] = await target.namespace('n').history('often')
  expect(await target.namespace('n').getEntry('often', { revision: earlier!.revision })).toMatchObject({
    value: new Date(7),
  })
})

test.each(Object.entries(STORES))(
  'a history that is imported goes on, and has no more than its versions, in %s',
  async (_, open) => {
    const { store, now } = await fill(open)
    const target = open({ clock: () => now + 100 })
    const file = await textOf(store, { history: true })
    await importStore(target, file)
    await importStore(target, file)
    expect(await historyOf(target, 'often')).toEqual(await historyOf(store, 'often'))
    await target.namespace('n').put('often', 'newest')
    const values = (await target.namespace('n').history('often')).map((version) =>
      version.operation === 'put' ? version.value : version.operation,
    )
    expect(values).toEqual(['newest', new Date(8), new Date(7), new Date(6), new Date(5)])
  },
)

test.each(Object.entries(STORES))(
  'the history of many keys, of any length and with others between them that are gone, comes back, in %s',
  async (_, open) => {
    const store = open()
    await store.createNamespace('n', { history: 4 })
    const keys = Array.from({ length: 300 }, (_, i) => `${'ab'.repeat(i % 3)}${i}`)
    for (let round = 0; round < 3; round++) {
      await store.namespace('n').putMany(keys.map((key) => [key, `${key} ${round}`] as const))
    }
    const gone = keys.filter((_, i) => i % 5 === 0)
    await store.namespace('n').deleteMany(gone)
    const target = open()
    await importStore(target, await textOf(store, { history: true }))
    for (const key of keys) expect(await historyOf(target, key)).toEqual(await historyOf(store, key))
    expect(await target.namespace('n').count()).toBe(keys.length - gone.length)
  },
)

test.each(Object.entries(STORES))('limits hold for what is imported, in %s', async (_, open) => {
  const store = open()
  await store.createNamespace('n', { history: 3 })
  await store.namespace('n').putMany([
    ['a', 1],
    ['b', 2],
    ['c', 3],
  ])
  const target = open()
  await target.createNamespace('n', { history: 3, maxEntries: 2 })
  await expect(importStore(target, await textOf(store, { history: true }))).rejects.toMatchObject({
    code: 'LIMIT_EXCEEDED',
    position: { line: 0 },
  })
  expect(await target.namespace('n').count()).toBe(0)
})

test('no entry lives longer than its namespace lets it', async () => {
  const open = STORES['memory']!
  const store = open()
  await store.namespace('n').put('never', 1)
  await store.namespace('n').put('soon', 1, { ttl: 10 })
  const target = open()
  await target.createNamespace('n', { ttl: 1000 })
  await importStore(target, await textOf(store))
  expect(await target.namespace('n').ttl('never')).toBe(1000)
  expect(await target.namespace('n').ttl('soon')).toBe(10)
})
