import { type AsyncStore, asyncStore, type Backend } from '@kvasir/core'
import { rich } from '@kvasir/core/rich'
import { rules } from '@kvasir/core/rules'
import { indexeddb } from '@kvasir/indexeddb'
import { journal } from '@kvasir/journal'
import { memoryKind } from '@kvasir/memory'
import { afterEach, expect, test } from 'vitest'
import { copy } from './copy.ts'
import { exportStore } from './export/export-store.ts'
import { importStore } from './import/import-store.ts'

const BACKENDS: Readonly<Record<string, (name: string) => Promise<Backend<'async'>>>> = {
  indexeddb: async (name) => indexeddb({ name }),
  journal: async (name) => await journal({ name, engine: memoryKind }),
}

const open = new Set<AsyncStore>()

async function openOn(backend: string): Promise<AsyncStore> {
  const store = asyncStore(await BACKENDS[backend]!(`transfer-${crypto.randomUUID()}`), { rich, rules })
  open.add(store)
  return store
}

afterEach(async () => {
  for (const store of open) await store.close()
  open.clear()
})

async function stateOf(store: AsyncStore, name: string): Promise<unknown[]> {
  const { entries } = await store.namespace(name).list({ limit: 5000 })
  return entries.map((entry) => ({ ...entry, revision: undefined }))
}

async function fill(store: AsyncStore): Promise<void> {
  await store.createNamespace('n', { history: 3, compression: true })
  const n = store.namespace('n')
  await n.putMany(Array.from({ length: 400 }, (_, i) => [`key ${i}`, { at: new Date(i) }] as const))
  await n.put('bytes', new Uint8Array([0, 255]), { ttl: 1e6, metadata: { by: 'ada' } })
  await n.put('bytes', new Uint8Array([1, 254]), { ttl: 1e6, metadata: { by: 'eve' } })
  await n.put('text', 'a \ud800 text')
}

const PAIRS = Object.keys(BACKENDS).flatMap((from) => Object.keys(BACKENDS).map((to) => [from, to] as const))

test.each(PAIRS)('everything goes from %s through a packed file to %s', async (from, to) => {
  const [source, target] = [await openOn(from), await openOn(to)]
  await fill(source)
  const file = await new Response(exportStore(source, { history: true })).blob()
  expect([...(await file.slice(0, 2).bytes())]).toEqual([0x1f, 0x8b])
  expect(await importStore(target, file)).toMatchObject({ created: 402, versions: 1, consistent: true })
  expect(await stateOf(target, 'n')).toEqual(await stateOf(source, 'n'))
  expect(await target.namespace('n').history('bytes')).toHaveLength(2)
})

test.each(PAIRS)('everything is copied from %s to %s', async (from, to) => {
  const [source, target] = [await openOn(from), await openOn(to)]
  await fill(source)
  await copy(source, target)
  expect(await stateOf(target, 'n')).toEqual(await stateOf(source, 'n'))
})

test.each(Object.keys(BACKENDS))(
  'a writer that never rests on %s does not keep an export from its end',
  async (backend) => {
    const source = await openOn(backend)
    await fill(source)
    const over = new AbortController()
    const writing = (async () => {
      for (let i = 0; !over.signal.aborted; i++) {
        await source.transaction(async (tx) => {
          const had = await tx.namespace('n').delete('here')
          await tx.namespace('n').put(had ? 'there' : 'here', i)
          if (!had) await tx.namespace('n').delete('there')
        })
        await source.namespace('n').put('counter', i)
      }
    })()
    const file = await new Response(exportStore(source)).blob()
    over.abort()
    await writing
    const target = await openOn(backend)
    expect(await importStore(target, file)).toMatchObject({ consistent: true })
    const both = await target.namespace('n').getMany(['here', 'there'])
    expect(both.filter((value) => value !== undefined).length).toBeLessThanOrEqual(1)
  },
)

test('a plain object is imported, too', async () => {
  const target = await openOn('indexeddb')
  await importStore(target, '{"user:1": {"name": "Alice"}, "user:2": "Bob"}', { into: 'users' })
  expect(await target.namespace('users').getMany(['user:1', 'user:2'])).toEqual([{ name: 'Alice' }, 'Bob'])
})
