import { memory } from '@kvasir/memory'
import { expect, test } from 'vitest'
import type { SyncStore } from '../api.ts'
import { KvasirError } from '../errors.ts'
import { live } from '../live.ts'
import { asyncStore, syncStore } from '../shell/store.ts'
import type { Timer } from '../timer.ts'
import { toAsync } from '../to-async.ts'

interface Clock {
  now: number
  /** What is due at a moment. */
  readonly alarms: { readonly at: number; readonly ring: () => void }[]
}

function fakeClock(): { readonly clock: Clock; readonly timer: Timer } {
  const clock: Clock = { now: 0, alarms: [] }
  const timer: Timer = (millis, ring) => {
    clock.alarms.push({ at: clock.now + millis, ring })
    return () => undefined
  }
  return { clock, timer }
}

/** A store with three namespaces of expired entries, of which the middle one cannot be swept. */
function failing(): { readonly store: SyncStore; readonly clock: Clock } {
  const { clock, timer } = fakeClock()
  const backend = memory()
  const store = syncStore(backend, { clock: () => clock.now, timer, live })
  for (const name of ['a', 'b', 'c']) store.namespace(name).put('key', name, { ttl: 10 })
  const scan = backend.scan.bind(backend)
  backend.scan = (asked) => {
    const rows = scan(asked)
    if (asked.order !== 'expiry' || rows[0]?.value !== 'b') return rows
    throw new KvasirError('STORAGE_FAILED', 'It cannot be read.')
  }
  clock.now = 10
  return { store, clock }
}

/** Rings what is due by now, and what that makes due. */
async function ringAll(clock: Clock): Promise<void> {
  for (let i = 0; i < 100; i++) {
    const due = clock.alarms.findIndex(({ at }) => at <= clock.now)
    if (due >= 0) clock.alarms.splice(due, 1)[0]?.ring()
    await Promise.resolve()
  }
}

test('what fails in one namespace keeps no other from being swept, and is thrown', () => {
  const { store } = failing()
  expect(() => store.sweep()).toThrow(expect.objectContaining({ code: 'STORAGE_FAILED' }))
  expect(store.namespaces().map(({ bytes }) => bytes)).toEqual([0, 4, 0])
})

test('what fails in one namespace ends no round', async () => {
  const { store, clock } = failing()
  clock.now = 60_000
  await ringAll(clock)
  expect(store.namespaces().map(({ bytes }) => bytes)).toEqual([0, 4, 0])
})

test('a round that takes longer than the time between rounds is not joined by a second one', async () => {
  const { clock, timer } = fakeClock()
  const backend = toAsync(memory())
  const store = await asyncStore(backend, { clock: () => clock.now, timer, live })
  await store.namespace('a').put('key', 1, { ttl: 10 })
  const { promise: storageWakes, resolve: wake } = Promise.withResolvers<void>()
  const scan = backend.scan.bind(backend)
  let asked = 0
  backend.scan = async (what) => {
    if (what.order === 'expiry') {
      asked++
      await storageWakes
    }
    return scan(what)
  }
  for (clock.now = 60_000; clock.now <= 180_000; clock.now += 60_000) await ringAll(clock)
  expect(asked).toBe(1)
  wake()
  await ringAll(clock)
  expect((await store.namespaces()).map(({ bytes }) => bytes)).toEqual([0])
})
