import { syncStore } from '@kvasir/core'
import { live } from '@kvasir/core/live'
import { rules } from '@kvasir/core/rules'
import { memory } from '@kvasir/memory'
import { describe, expect, test } from 'vitest'
import { createDispatcher, type ReplyBody } from './index.ts'

interface Item {
  readonly key: string
  readonly value: string
  readonly sequence: number
}

/** A dispatcher with one bucket, and what flows do with it. */
async function bucket(name: string, settings: object = {}, clock?: () => number) {
  const store = syncStore(memory(), { live, rules, clock })
  const dispatch = createDispatcher(store)
  const ask = (called: string, params: object = {}) =>
    dispatch({ function: called, params: { bucket: name, ...params } })
  await ask('kv-bucket-create', settings)
  const valueOf = async (key: string): Promise<unknown> =>
    (await ask('kv-key-get', { key, json: true })).body.body?.['value']
  const put = (key: string, value: unknown) => ask('kv-key-put', { key, value })
  return { store, dispatch, ask, put, valueOf }
}

/** All pages of a bucket. */
async function pages(
  ask: (called: string, params: object) => Promise<{ readonly body: ReplyBody }>,
  limit: number,
): Promise<Item[][]> {
  const read: Item[][] = []
  for (let after: number | undefined; ;) {
    const { body } = await ask('kv-key-list', {
      limit,
      ...(after !== undefined && { last_sequence: after }),
    })
    const results = body.body?.['results'] as Item[]
    if (results.length === 0) return read
    read.push(results)
    after = results.at(-1)?.sequence
  }
}

describe('what flows do with buckets', () => {
  test('one flow stores a configuration, others read it', async () => {
    const { put, valueOf } = await bucket('app-config')
    await put('max_upload_size', { bytes: 10485760 })
    expect(await valueOf('max_upload_size')).toEqual({ bytes: 10485760 })
  })

  test('a rate limit counts exactly although many count at once, by compare and set', async () => {
    const { ask } = await bucket('limits')
    const count = async (): Promise<boolean> => {
      const { body } = await ask('kv-key-get', { key: 'rate_1', json: true, with_sequence: true })
      const stored = body.body?.['value'] as { readonly count: number } | undefined
      const current = stored?.count ?? 0
      const sequence = body.metadata?.['Sequence'] ?? 0
      const value = { count: current + 1 }
      const { status_code: updated } = await ask('kv-key-update', { key: 'rate_1', value, sequence })
      return updated === 409 ? await count() : current < 10
    }
    const allowed = await Promise.all(Array.from({ length: 25 }, count))
    expect(allowed.filter(Boolean).length).toBe(10)
  })

  test('a user is where he was, and an event is processed once', async () => {
    const { put, ask, valueOf } = await bucket('states')
    await put('user_state_1', { step: 3 })
    expect(await valueOf('user_state_1')).toEqual({ step: 3 })
    const processed: string[] = []
    for (const event of ['a', 'b', 'a']) {
      const key = `processed_${event}`
      if ((await ask('kv-key-get', { key, json: true })).status_code === 200) continue
      processed.push(event)
      await put(key, { status: 'processed' })
    }
    expect(processed).toEqual(['a', 'b'])
  })

  test('a cache is asked first, and forgets in time', async () => {
    let now = 0
    const { ask, put } = await bucket('cache', { ttl: 3_600_000_000_000 }, () => now)
    let calls = 0
    const load = async (): Promise<unknown> => {
      const cached = await ask('kv-key-get', { key: 'weather', json: true })
      if (cached.status_code === 200) return cached.body.body?.['value']
      const fresh = { call: ++calls }
      await put('weather', fresh)
      return fresh
    }
    expect([await load(), await load()]).toEqual([{ call: 1 }, { call: 1 }])
    now = 3_600_000
    expect(await load()).toEqual({ call: 2 })
  })

  test('every key is on one page and no other, and they are as many as the total says', async () => {
    const { put, ask } = await bucket('data')
    const keys = Array.from({ length: 250 }, (_, i) => `item_${i}`)
    for (const key of keys) await put(key, { key })
    const read = await pages(ask, 100)
    expect(read.map(({ length }) => length)).toEqual([100, 100, 50])
    expect(read.flat().map(({ key }) => key)).toEqual(keys)
    expect((await ask('kv-key-list')).body.body?.['results']).toEqual(read.flat())
  })

  test('old items are found page by page and deleted, the others stay', async () => {
    const { put, ask, valueOf } = await bucket('data')
    for (let i = 0; i < 30; i++) await put(`item_${i}`, { at: i })
    for (const { key, value } of (await pages(ask, 7)).flat()) {
      if ((JSON.parse(value) as { readonly at: number }).at < 20) await ask('kv-key-delete', { key })
    }
    expect((await ask('kv-key-list')).body.body?.['results_total']).toBe(10)
    expect(await valueOf('item_20')).toEqual({ at: 20 })
  })

  test('items are summed up, and found by the beginning of their keys', async () => {
    const { put, ask } = await bucket('data')
    for (let i = 0; i < 10; i++) await put(`${i % 2 === 0 ? 'even' : 'odd'}_${i}`, { n: i })
    const items = (await pages(ask, 4)).flat()
    const sum = items.reduce((sum, { value }) => sum + (JSON.parse(value) as { readonly n: number }).n, 0)
    expect(sum).toBe(45)
    const { body } = await ask('kv-key-list', { prefix: 'odd_', limit: 2 })
    expect(body.body).toMatchObject({ results_total: 5, results: [{ key: 'odd_1' }, { key: 'odd_3' }] })
  })

  test('an admin sees all buckets, how many keys they have, and their settings', async () => {
    const { dispatch, put } = await bucket('one', { description: 'the first', metadata: { owner: 'ada' } })
    await dispatch({ function: 'kv-bucket-create', params: { bucket: 'two', history: 3 } })
    await put('a', 'x')
    const { body } = await dispatch({ function: 'kv-bucket-list' })
    expect(body.body).toMatchObject({
      results_total: 2,
      results: [
        { name: 'one', description: 'the first', entry_total: 1, metadata: { owner: 'ada' } },
        { name: 'two', description: '', entry_total: 0, metadata: {} },
      ],
    })
    const info = await dispatch({ function: 'kv-bucket-info', params: { bucket: 'two' } })
    expect(info.body.body).toMatchObject({ history: 3, max_bytes: -1, storage: 'file', bytes_total: 0 })
  })

  test('the history of a key tells its values and deletions, newest first', async () => {
    const { put, ask } = await bucket('pages', { history: 3 })
    for (const value of ['one', 'two', 'three']) await put('home', value)
    await ask('kv-key-delete', { key: 'home' })
    const { body } = await ask('kv-key-history', { key: 'home', limit: 2 })
    expect(body).toMatchObject({
      body: { results_total: 3, results: [{ operation: 'delete' }, { operation: 'put', value: 'three' }] },
      metadata: { Bucket: 'pages' },
    })
    await ask('kv-key-delete', { key: 'home', purge: true })
    const purged = await ask('kv-key-history', { key: 'home' })
    expect(purged.body.body?.['results']).toMatchObject([{ operation: 'purge' }])
    expect((await ask('kv-key-history', { key: 'none' })).status_code).toBe(404)
  })
})
