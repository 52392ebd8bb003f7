import fc from 'fast-check'
import type { NamespaceConfig } from '@kvasir/core'
import type { StoreSuite } from '../describe-store.ts'
import { failureOf } from '../failure.ts'
import { run } from '../steps.ts'
import { SUBJECT } from '../world.ts'
import { operations } from './operations.ts'
import { doAll } from './random-operations.ts'

const RUNS = 20

/** Limits that none of the operations reaches. */
const LIMITS = { maxEntries: 20, maxBytes: 10_000 }

const CONFIGS: readonly (readonly [what: string, config: NamespaceConfig])[] = [
  ['limits', LIMITS],
  ['limits and a history', { ...LIMITS, history: 3 }],
  ['limits and an eviction', { ...LIMITS, eviction: 'lru' }],
]

/** Keys that the operations do not have, to fill a namespace with. */
const FILLERS = Array.from({ length: LIMITS.maxEntries }, (_, i) => `filler ${i}`)
const LAST = 'last'

export function tallyTests({ mode, test, expect }: StoreSuite): void {
  for (const [what, config] of CONFIGS) {
    test(`after any sequence of operations a namespace with ${what} has room to the byte`, async (world) => {
      const { store, configure } = world
      const kv = await configure(config)
      const sizes = async (): Promise<readonly [entries: number, bytes: number]> => {
        const { entries, bytes } = (await store.namespaceInfo(SUBJECT))!
        return [entries, bytes]
      }
      const property = fc.asyncProperty(operations, async (sequence) => {
        await run(mode, doAll(kv, sequence, world))
        await store.sweep()
        const [there] = await sizes()
        const fillers = FILLERS.slice(there + 1)
        await kv.putMany(fillers.map((key) => [key, '']))
        const [entries, bytes] = await sizes()
        expect(entries).toBe(LIMITS.maxEntries - 1)
        const room = LIMITS.maxBytes - bytes - LAST.length
        if (config.eviction === undefined) {
          const { limit } = await failureOf(() => kv.put(LAST, 'x'.repeat(room + 1)))
          expect([limit?.name, limit?.size]).toEqual(['maxBytes', LIMITS.maxBytes + 1])
        }
        await kv.put(LAST, 'x'.repeat(room))
        expect(await sizes()).toEqual([LIMITS.maxEntries, LIMITS.maxBytes])
        if (config.eviction === undefined) {
          const { limit } = await failureOf(() => kv.put('one more', ''))
          expect([limit?.name, limit?.size]).toEqual(['maxEntries', LIMITS.maxEntries + 1])
        } else {
          await kv.put('', '')
          const [after, bytesAfter] = await sizes()
          expect([after <= LIMITS.maxEntries, bytesAfter <= LIMITS.maxBytes]).toEqual([true, true])
        }
        await kv.deleteMany([...FILLERS, LAST])
        if (config.history !== undefined) for (const key of [...FILLERS, LAST]) await kv.purge(key)
      })
      await fc.assert(property, { numRuns: RUNS })
    })
  }
}
