import { asyncStore, syncStore, toAsync, type Store } from '@kvasir/core'
import { live } from '@kvasir/core/live'
import { memory } from '@kvasir/memory'
import { describe, expect, test } from 'vitest'
import { createDispatcher } from './index.ts'

const DAY = 24 * 3_600_000

interface Told {
  readonly results: readonly Readonly<Record<string, unknown>>[]
  readonly last_sequence: number
}

/** A bucket that is watched, with a timer that rings when the test says so. */
async function watched(store: Store) {
  const timers = new Set<() => void>()
  const timer = (_: number, ring: () => void) => {
    timers.add(ring)
    return () => timers.delete(ring)
  }
  const dispatch = createDispatcher(store, { timer })
  const ask = (called: string, params: object = {}) =>
    dispatch({ function: called, params: { bucket: 'b', ...params } })
  await ask('kv-bucket-create')
  const watch = async (params: object = {}): Promise<Told> =>
    (await ask('kv-key-watch', params)).body.body as Told | undefined as Told
  const put = (key: string, value: string) => ask('kv-key-put', { key, value })
  const isWaiting = async (): Promise<void> => {
    while (timers.size === 0) await Promise.resolve()
  }
  return { ask, watch, put, isWaiting, timers }
}

const brief = ({ results }: Told): string[] =>
  results.map(({ operation, key, value, start }) =>
    [operation, key ?? start, value].filter((part) => part !== undefined).join(' '),
  )

describe.for([
  ['a synchronous store', () => syncStore(memory(), { live })],
  ['an asynchronous store', () => asyncStore(toAsync(memory()), { live })],
] as const)('kv-key-watch on %s', ([, open]) => {
  test('tells where to begin, and then what has changed since', async () => {
    const { watch, put, ask } = await watched(open())
    await put('old', 'x')
    const begun = await watch()
    expect(begun.results).toEqual([])
    await put('a', '1')
    await put('a', '2')
    await ask('kv-key-delete', { key: 'old' })
    const next = await watch({ last_sequence: begun.last_sequence })
    expect(brief(next)).toEqual(['put a 2', 'delete old'])
    expect(await watch({ last_sequence: next.last_sequence })).toEqual({ ...next, results: [] })
    expect(brief(await watch({ last_sequence: 0 }))).toEqual(['put a 2'])
  })

  test('waits for a change, and answers with it', async () => {
    const { watch, put, isWaiting, timers } = await watched(open())
    const { last_sequence: last } = await watch()
    const waiting = watch({ last_sequence: last, key: 'a', wait_ms: 1000 })
    await isWaiting()
    await put('b', 'other')
    await put('a', '1')
    expect(brief(await waiting)).toEqual(['put a 1'])
    expect(timers.size).toBe(0)
  })

  test('answers without changes when it has waited long enough', async () => {
    const { watch, timers, isWaiting, put } = await watched(open())
    await put('a', '1')
    const { last_sequence: last } = await watch()
    const waiting = watch({ last_sequence: last, wait_ms: 1000 })
    await isWaiting()
    for (const ring of timers) ring()
    expect(await waiting).toEqual({ results: [], last_sequence: last })
  })

  test('tells as many changes as are asked for, and the others after them', async () => {
    const { watch, put } = await watched(open())
    const { last_sequence: last } = await watch()
    for (const key of ['x/1', 'x/2', 'y', 'x/3']) await put(key, 'v')
    const first = await watch({ last_sequence: last, prefix: 'x/', limit: 2 })
    expect(brief(first)).toEqual(['put x/1 v', 'put x/2 v'])
    const rest = await watch({ last_sequence: first.last_sequence, prefix: 'x/', limit: 2 })
    expect(brief(rest)).toEqual(['put x/3 v'])
  })

  test('tells that a range was deleted at once', async () => {
    const store = open()
    const { watch, put } = await watched(store)
    await put('x/1', 'v')
    const { last_sequence: last } = await watch()
    await store.namespace('b').clear({ prefix: 'x/' })
    expect((await watch({ last_sequence: last })).results).toMatchObject([
      { operation: 'clear', start: 'x/', end: 'x0' },
    ])
  })

  test('ends with the bucket, and with the store', async () => {
    const store = open()
    const { ask, watch, isWaiting } = await watched(store)
    const begun = await watch()
    const deleted = ask('kv-key-watch', { last_sequence: begun.last_sequence, wait_ms: 1000 })
    await isWaiting()
    await ask('kv-bucket-delete')
    expect((await deleted).status_code).toBe(404)
    await ask('kv-bucket-create')
    const again = await watch()
    const closed = ask('kv-key-watch', { last_sequence: again.last_sequence, wait_ms: 1000 })
    await isWaiting()
    await store.close()
    expect((await closed).status_code).toBe(503)
  })

  test('who knows what was before another bucket of that name begins anew', async () => {
    const { ask, watch } = await watched(open())
    const { last_sequence: last } = await watch()
    await ask('kv-bucket-delete')
    await ask('kv-bucket-create')
    expect((await ask('kv-key-watch', { last_sequence: last })).status_code).toBe(410)
  })
})

test('who has been away for more than a day begins anew', async () => {
  let now = DAY
  const store = syncStore(memory(), { live, clock: () => now })
  const { ask, watch, put } = await watched(store)
  await put('a', '1')
  const { last_sequence: last } = await watch()
  await ask('kv-key-delete', { key: 'a' })
  now += DAY
  store.sweep()
  expect(await ask('kv-key-watch', { last_sequence: last })).toMatchObject({ status_code: 410 })
  const again = await watch()
  await put('b', '2')
  expect(brief(await watch({ last_sequence: again.last_sequence }))).toEqual(['put b 2'])
})

test('that a key has expired is told', async () => {
  let now = 0
  const store = syncStore(memory(), { live, clock: () => now })
  const { watch } = await watched(store)
  store.namespace('b').put('a', 'x', { ttl: 10 })
  const { last_sequence: last } = await watch()
  now = 10
  store.sweep()
  expect(brief(await watch({ last_sequence: last }))).toEqual(['expire a'])
})
