import type { Store } from '@kvasir/core'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { exportStore } from './export/export-store.ts'
import { entriesOf, NOW, STORES } from './fixtures.test-cases.ts'
import { importStore } from './import/import-store.ts'

const NAMES = ['a', 'b'] as const
/** So many keys that they take several pages. */
const KEYS = 40

type Step =
  | { readonly do: 'put'; readonly name: string; readonly key: number; readonly ttl: number | undefined }
  | { readonly do: 'delete' | 'purge'; readonly name: string; readonly key: number }
  | { readonly do: 'clear'; readonly name: string; readonly from: number; readonly to: number }
  | { readonly do: 'move'; readonly key: number }
  | { readonly do: 'pass'; readonly time: number }

const name = fc.constantFrom(...NAMES)
const key = fc.nat({ max: KEYS - 1 })
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({ do: fc.constant('put' as const), name, key, ttl: fc.constantFrom(undefined, 5) }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('delete' as const), name, key }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('purge' as const), name: fc.constant('b'), key }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('clear' as const), name, from: key, to: key }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('move' as const), key }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('pass' as const), time: fc.nat({ max: 3 }) }) },
)

function keyOf(i: number): string {
  return `key ${String(i).padStart(4, '0')}`
}

let written = 0

async function take(store: Store, step: Step, clock: { now: number }): Promise<void> {
  clock.now++
  switch (step.do) {
    case 'put':
      await store.namespace(step.name).put(keyOf(step.key), `value ${written++}`, { ttl: step.ttl })
      return
    case 'delete':
      await store.namespace(step.name).delete(keyOf(step.key))
      return
    case 'purge':
      await store.namespace(step.name).purge(keyOf(step.key))
      return
    case 'clear':
      await store.namespace(step.name).clear({ start: keyOf(step.from), end: keyOf(step.to) })
      return
    case 'move':
      // What is in one of both namespaces at any moment is so in every picture of one.
      await Promise.resolve(
        store.transaction((tx) => move(tx.namespace('a'), tx.namespace('b'), `moving ${step.key}`) as never),
      )
      return
    case 'pass':
      clock.now += step.time
  }
}

type Handle = ReturnType<Store['namespace']>

/** Moves a key to where it was not, on a store of either mode. */
function move(from: Handle, to: Handle, key: string): unknown {
  const had = from.delete(key)
  if (had instanceof Promise) return moveLater(from, to, key, had)
  ;(had ? to : from).put(key, 'moved')
  if (!had) to.delete(key)
  return undefined
}

async function moveLater(from: Handle, to: Handle, key: string, deleted: Promise<boolean>): Promise<void> {
  const had = await deleted
  await (had ? to : from).put(key, 'moved')
  if (!had) await to.delete(key)
}

async function snapshotOf(store: Store): Promise<unknown> {
  const state: unknown[] = []
  for (const name of NAMES) state.push(await entriesOf(store, name))
  const histories: unknown[] = []
  for (let i = 0; i < KEYS; i++) {
    const versions = await store.namespace('b').history(keyOf(i))
    histories.push(versions.map((version) => ({ ...version, revision: undefined })))
  }
  return [state, histories]
}

test.each(Object.entries(STORES))(
  'in %s, an export while others write is a picture of the moment at which it ends',
  { timeout: 120_000 },
  async (_, open) => {
    const scripts = fc.array(fc.array(step, { maxLength: 6 }), { minLength: 4, maxLength: 30 })
    await fc.assert(
      fc.asyncProperty(scripts, fc.array(step, { maxLength: 40 }), async (script, before) => {
        const clock = { now: NOW }
        const source = open({ clock: () => clock.now })
        await source.createNamespace('a')
        await source.createNamespace('b', { history: 3 })
        for (const name of NAMES) {
          for (let i = 0; i < KEYS; i++) await source.namespace(name).put(keyOf(i), i)
        }
        for (const step of before) await take(source, step, clock)
        const reader = exportStore(source, { history: true }).getReader()
        const chunks: Uint8Array<ArrayBuffer>[] = []
        let picture: unknown
        let moment = clock.now
        for (let i = 0; ; i++) {
          const now = await snapshotOf(source)
          const { done, value } = await reader.read()
          if (done) break
          picture = now
          moment = clock.now
          chunks.push(value)
          for (const step of script[i] ?? []) await take(source, step, clock)
        }
        const target = open({ clock: () => moment })
        const result = await importStore(target, new Blob(chunks))
        expect(result.consistent).toBe(true)
        expect(await snapshotOf(target)).toEqual(picture)
      }),
      { numRuns: 15 },
    )
  },
)

test('writers that never rest do not keep an export from its end', async () => {
  for (const open of Object.values(STORES)) {
    const source = open()
    for (const name of NAMES) {
      for (let i = 0; i < KEYS; i++) await source.namespace(name).put(keyOf(i), i)
    }
    const over = new AbortController()
    const writing = (async () => {
      for (let i = 0; !over.signal.aborted; i++) {
        await source.transaction(
          (tx) => move(tx.namespace('a'), tx.namespace('b'), `moving ${i % 7}`) as never,
        )
        await source.namespace('a').put(keyOf(i % KEYS), 'changed')
        if (i % 50 === 0) await new Promise((resolve) => setImmediate(resolve))
      }
    })()
    const file = await new Response(exportStore(source)).blob()
    over.abort()
    await writing
    const target = open()
    const { consistent } = await importStore(target, file)
    expect(consistent).toBe(true)
    const keys = await Promise.all(
      NAMES.map(async (name) => (await entriesOf(target, name)).map(({ key }) => key)),
    )
    const moving = keys.flat().filter((key) => key.startsWith('moving'))
    expect(new Set(moving).size).toBe(moving.length)
  }
})
