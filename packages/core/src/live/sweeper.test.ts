import { memory } from '@kvasir/memory'
import { expect, test } from 'vitest'
import type { SyncStore } from '../api.ts'
import { KvasirError } from '../errors.ts'
import { live } from '../live.ts'
import { syncStore } from '../shell/store.ts'
import type { Timer } from '../timer.ts'

interface Clock {
  now: number
  /** What is due at a moment. */
  readonly alarms: { readonly at: number; readonly ring: () => void }[]
}

/** A store with three namespaces of expired entries, of which the middle one cannot be swept. */
function failing(): { readonly store: SyncStore; readonly clock: Clock } {
  const clock: Clock = { now: 0, alarms: [] }
  const backend = memory()
  const timer: Timer = (millis, ring) => {
    clock.alarms.push({ at: clock.now + millis, ring })
    return () => undefined
  }
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

test('what fails in one namespace keeps no other from being swept, and is thrown', () => {
  const { store } = failing()
  expect(() => store.sweep()).toThrow(expect.objectContaining({ code: 'STORAGE_FAILED' }))
  expect(store.namespaces().map(({ bytes }) => bytes)).toEqual([0, 4, 0])
})

test('what fails in one namespace ends no round', async () => {
  const { store, clock } = failing()
  clock.now = 60_000
  for (let i = 0; i < 100; i++) {
    const due = clock.alarms.findIndex(({ at }) => at <= clock.now)
    if (due >= 0) clock.alarms.splice(due, 1)[0]?.ring()
    await Promise.resolve()
  }
  expect(store.namespaces().map(({ bytes }) => bytes)).toEqual([0, 4, 0])
})
