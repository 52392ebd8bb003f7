import { asyncStore, isKvasirError, toAsync } from '@kvasir/core'
import { live } from '@kvasir/core/live'
import { rules } from '@kvasir/core/rules'
import { memory } from '@kvasir/memory'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fakeClock } from './clock.ts'
import { describeStore } from './index.ts'
import { late } from './late.ts'

const runner = { describe, expect, test }

describeStore(runner, 'memory that answers late', 'async', () => ({ backend: late(toAsync(memory()), 7) }), {
  neighbours: false,
})

describe('operations at once over a backend that answers late', () => {
  test('count, are remembered and are told, whatever their order', async () => {
    const property = fc.asyncProperty(
      fc.integer(),
      fc.array(fc.nat(5), { maxLength: 30 }),
      async (seed, steps) => {
        const clock = fakeClock()
        const store = asyncStore(late(toAsync(memory()), seed), {
          rules,
          live,
          clock: clock.now,
          timer: clock.timer,
        })
        const kv = await store.createNamespace<number>('kv', { history: 3, maxEntries: 6, maxBytes: 10_000 })
        const changes = kv.watch()
        const told = new Map<string, unknown>()
        const reading = (async () => {
          for await (const change of changes) {
            if (change.operation === 'clear') told.clear()
            else if (change.key === 'end') return
            else if (change.operation === 'put') told.set(change.key, change.value)
            else told.delete(change.key)
          }
        })()
        const key = (step: number, i: number): string => `${(step + i) % 4}`
        const work = steps.map(async (step, i) => {
          switch (step) {
            case 0:
              return await kv.put(key(step, i), i)
            case 1:
              return await kv.increment(key(step, i))
            case 2:
              return await kv.delete(key(step, i))
            case 3:
              return await kv.clear()
            case 4:
              return await kv.transaction(async (tx) => {
                await tx.increment('0')
                await tx.delete('1')
                if (i % 2 === 0) throw new RangeError('undo')
              })
            default:
              return await kv.putMany(Array.from({ length: i % 5 }, (_, n) => [`${n}`, n] as const))
          }
        })
        for (const outcome of await Promise.allSettled(work)) {
          if (outcome.status === 'fulfilled' || outcome.reason instanceof RangeError) continue
          expect(isKvasirError(outcome.reason) && outcome.reason.code).toBe('LIMIT_EXCEEDED')
        }
        await kv.delete('3')
        await kv.put('end', 0)
        await reading
        const { entries } = await kv.list()
        expect([...told].sort()).toEqual(
          entries.filter((entry) => entry.key !== 'end').map((entry) => [entry.key, entry.value]),
        )
        for (const entry of entries) expect((await kv.history(entry.key)).length <= 3).toBe(true)
        await store.close()
        expect(clock.alarms()).toBe(0)
      },
    )
    await fc.assert(property, { numRuns: 150 })
  })
})
