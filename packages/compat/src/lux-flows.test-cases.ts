import { expect, test } from 'vitest'
import type { Store } from '@kvasir/core'
import { describeExamples, exampleOf } from './examples.test-cases.ts'
import { toLuxKv } from './lux.ts'

/** A function of code that awaits. */
interface AsyncFunctionConstructor {
  new (...parametersAndBody: string[]): (...values: unknown[]) => Promise<unknown>
}

const AsyncFunction = (async () => undefined).constructor as AsyncFunctionConstructor

/** Runs an example as the code of a flow, whose inputs are variables. */
async function run(id: string, variables: Readonly<Record<string, unknown>>): Promise<unknown> {
  const code = new AsyncFunction(...Object.keys(variables), exampleOf(`${id}.js`))
  return await code(...Object.values(variables))
}

/** Every example of code in Lux flows, with the outcome that its documentation shows. */
export function luxFlowTests(
  backend: string,
  open: () => Promise<{ readonly store: Store; readonly close: () => Promise<void> }>,
): void {
  describeExamples(`the documented Lux flows on ${backend}`, () => {
    test('preferences are set and got, and are null where there are none', async () => {
      const { store, close } = await open()
      const kv = toLuxKv(store.namespace('flows'))
      const inputs = { userId: '456', theme: 'dark', language: 'en' }
      expect(await run('S1-09', { kv, inputs })).toEqual({ preferences: null })
      expect(await run('S1-10', { kv, inputs })).toEqual({ success: true })
      expect(await run('S1-09', { kv, inputs })).toEqual({ preferences: { theme: 'dark', language: 'en' } })
      expect(await run('S1-16', { kv, userId: '1' })).toEqual({ theme: 'light', notifications: true })
      await kv.set('prefs:1', '{"theme":"dark"}')
      expect(await run('S1-16', { kv, userId: '1' })).toEqual({ theme: 'dark' })
      await close()
    })

    test('the 101st action within the limit is one too many', async () => {
      const { store, close } = await open()
      const variables = { kv: toLuxKv(store.namespace('flows')), userId: '1', action: 'call' }
      for (let i = 0; i < 100; i++) await run('S1-17', variables)
      await expect(run('S1-17', variables)).rejects.toThrow('Rate limit exceeded')
      expect(await variables.kv.get('ratelimit:1:call')).toBe('100')
      await close()
    })

    test('a feature is enabled by the text true', async () => {
      const { store, close } = await open()
      const kv = toLuxKv(store.namespace('flows'))
      const enabled: unknown[] = []
      for (const text of [undefined, 'false', 'true']) {
        if (text !== undefined) await kv.set('feature:new_checkout', text)
        enabled.push(await run('S1-18', { kv, featureName: 'new_checkout' }))
      }
      expect(enabled).toEqual([{ enabled: false }, { enabled: false }, { enabled: true }])
      await close()
    })

    test('a product is fetched once, and comes from the cache afterwards', async () => {
      const { store, close } = await open()
      const kv = toLuxKv(store.namespace('flows'))
      let fetched = 0
      // The example parses what the database gives, so that is JSON text, or an object that turns into it.
      const product = { name: 'tea', toString: () => '{"name":"tea"}' }
      const variables = { kv, productId: 'prod_1', fetchFromDB: async () => (fetched++, product) }
      expect(await run('S1-19', variables)).toEqual({ name: 'tea' })
      expect(await run('S1-19', variables)).toEqual({ name: 'tea' })
      expect(fetched).toBe(1)
      await close()
    })
  })
}
