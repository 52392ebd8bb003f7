import { expect, test } from 'vitest'
import type { Store } from '@kvasir/core'
import { describeExamples, exampleOf } from '../examples.test-cases.ts'
import { createDispatcher, parseCall, type Reply } from './index.ts'

const CONTEXT = {
  trigger: { user_id: '123', theme: 'dark', language: 'en', email_notifications: true, city: 'Oslo' },
  http_request: { response: { degrees: 3, wind: ['NW', 4] } },
  user_id: '123',
  city: 'Oslo',
  api_response: { degrees: 3 },
  now: '2026-01-02T03:04:05Z',
}

/** A store for one test. */
export interface Opened {
  readonly store: Store
  readonly close: () => Promise<void>
}

/** Every example of the bucket functions, with the outcome that their documentation shows. */
export function documentedTests(backend: string, open: () => Promise<Opened>): void {
  describeExamples(`the documented bucket functions on ${backend}`, () => {
    const withCalls = (name: string, check: (calls: Calls) => Promise<void>): void =>
      test(name, async () => {
        const { store, close } = await open()
        const dispatch = createDispatcher(store, { context: CONTEXT })
        const ask: Calls['ask'] = (called, params = {}) =>
          dispatch({ function: called, params: { ...params } })
        await check({ store, ask, example: (id) => dispatch(parseCall(exampleOf(`${id}.json`))) })
        await close()
      })

    withCalls('each documented bucket is created once, with what was asked for', async ({ example, ask }) => {
      for (const id of ['S3-03', 'S3-04', 'S3-05']) {
        expect(await example(id)).toEqual(shape('S3-01'))
        expect(await example(id)).toEqual(shape('S3-02'))
      }
      const infoOf = async (bucket: string): Promise<unknown> =>
        (await ask('kv-bucket-info', { bucket })).body.body
      expect(await infoOf('user-preferences')).toMatchObject({ ttl: 2592000000000000, storage: 'file' })
      expect(await infoOf('api-cache')).toMatchObject({
        storage: 'memory',
        compression: true,
        max_bytes: 1073741824,
      })
      expect(await infoOf('critical-config')).toMatchObject({ num_replicas: 3, history: 5, ttl: 0 })
    })

    withCalls('every documented set of parameters creates a bucket', async ({ ask }) => {
      for (const id of ['S3-06', 'S3-07', 'S3-08', 'S3-09', 'S3-42', 'S3-43', 'S3-44']) {
        const params = shape(id)
        await ask('kv-bucket-delete', { bucket: Reflect.get(params, 'bucket') })
        expect([id, await ask('kv-bucket-create', params)]).toEqual([id, shape('S3-01')])
      }
      const put = (value: string): Promise<Reply> =>
        ask('kv-key-put', { bucket: 'user-data', key: 'a', value })
      expect((await put('x'.repeat(1048576))).status_code).toBe(200)
      expect((await put('x'.repeat(1048577))).status_code).toBe(400)
      for (let i = 0; i < 12; i++)
        await ask('kv-key-put', { bucket: 'config-history', key: 'a', value: `${i}` })
      const history = await ask('kv-key-history', { bucket: 'config-history', key: 'a' })
      expect(history.body.body?.['results_total']).toBe(10)
    })

    withCalls('what the documented puts store, the documented gets give back', async ({ example, ask }) => {
      for (const id of ['S3-12', 'S3-13', 'S3-14']) expect(await example(id)).toEqual(shape('S3-11'))
      for (const bucket of ['user-preferences', 'api-cache', 'app-config'])
        await ask('kv-bucket-create', { bucket })
      expect(await example('S3-21')).toEqual(shape('S3-20'))
      for (const id of ['S3-12', 'S3-13', 'S3-14']) expect(await example(id)).toEqual(shape('S3-10'))
      expect((await example('S3-21')).body.body).toEqual({
        key: 'user_123',
        value: { theme: 'dark', language: 'en', email_notifications: true },
      })
      expect((await example('S3-22')).body.body).toEqual({
        key: 'weather_Oslo',
        value: '{"degrees":3,"wind":["NW",4]}',
      })
      const endpoint = await ask('kv-key-get', { bucket: 'app-config', key: 'api_endpoint', json: false })
      expect(endpoint.body.body?.['value']).toBe('https://api.example.com/v1')
      await ask('kv-key-put', {
        bucket: 'user-preferences',
        key: 'user_123',
        value: { theme: 'dark', language: 'en' },
      })
      expect(await example('S3-21')).toEqual(shape('S3-19'))
    })

    withCalls('lists of buckets and of keys have the documented shapes', async ({ example, ask }) => {
      expect((await example('S3-28')).body.body).toEqual({ results_total: 0, results: [] })
      for (const id of ['S3-03', 'S3-04']) await example(id)
      await ask('kv-bucket-create', shape('S3-09'))
      const put = (bucket: string, key: string, value: unknown): Promise<Reply> =>
        ask('kv-key-put', { bucket, key, value })
      await put('user-preferences', 'user_123', { theme: 'dark', language: 'en' })
      await put('user-preferences', 'user_456', { theme: 'light', language: 'es' })
      const buckets = (await example('S3-28')).body.body as { readonly results: readonly object[] }
      const documented = (shape('S3-27') as Shape).body.body.results
      expect(buckets.results.map((each) => Object.keys(each))).toEqual(
        buckets.results.map(() => Object.keys(documented[0] ?? {})),
      )
      expect(buckets.results).toMatchObject([
        { name: 'api-cache', entry_total: 0 },
        { name: 'user-preferences', entry_total: 2, metadata: {} },
        { name: 'user-sessions' },
      ])
      const { results, ...rest } = (await example('S3-34')).body.body as Shape['body']['body']
      expect(results).toMatchObject((shape('S3-33') as Shape).body.body.results)
      expect(rest).toEqual({ results_total: 2 })
      for (let i = 0; i < 160; i++) await put('user-sessions', `session_${i}`, `${i}`)
      const all = (await ask('kv-key-list', { bucket: 'user-sessions' })).body.body as Shape['body']['body']
      expect((await example('S3-35')).body.body).toEqual({
        results_total: 160,
        results: all.results.filter(({ sequence }) => Number(sequence) > 100).slice(0, 50),
      })
    })

    withCalls('preferences are created, stored and loaded', async ({ example }) => {
      for (const id of ['S3-45', 'S3-46']) expect((await example(id)).status_code).toBe(200)
      expect((await example('S3-47')).body.body?.['value']).toEqual({
        theme: 'dark',
        language: 'en',
        notifications: true,
      })
    })

    withCalls('a response is cached after a miss', async ({ example }) => {
      await example('S3-48')
      expect((await example('S3-49')).status_code).toBe(404)
      expect((await example('S3-50')).status_code).toBe(200)
      const { status_code: status, body } = await example('S3-49')
      expect([status, body.body?.['value']]).toEqual([200, { degrees: 3 }])
    })

    withCalls('a feature flag is set and checked', async ({ example }) => {
      for (const id of ['S3-51', 'S3-52']) expect((await example(id)).status_code).toBe(200)
      expect((await example('S3-53')).body.body?.['value']).toEqual({
        enabled: true,
        rollout_percentage: 100,
        updated_at: '2026-01-02T03:04:05Z',
      })
    })
  })
}

interface Calls {
  readonly store: Store
  readonly ask: (called: string, params?: object) => Promise<Reply>
  readonly example: (id: string) => Promise<Reply>
}

/** The shape of a documented list. */
interface Shape {
  readonly body: {
    readonly body: {
      readonly results_total: number
      readonly results: readonly Readonly<Record<string, unknown>>[]
    }
  }
}

/** What an example that is no call says. */
function shape(id: string): object {
  return JSON.parse(exampleOf(`${id}.json`)) as object
}
