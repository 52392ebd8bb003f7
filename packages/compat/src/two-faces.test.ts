import { syncStore } from '@kvasir/core'
import { memory } from '@kvasir/memory'
import { expect, test } from 'vitest'
import { createDispatcher } from './bucket-functions/index.ts'
import { toLuxKv } from './lux.ts'

test('bucket functions and the kv of Lux on one namespace see the same entries', async () => {
  const store = syncStore(memory())
  const shared = await store.createNamespace('shared')
  const kv = toLuxKv(shared)
  const dispatch = createDispatcher(store)
  const ask = (called: string, params: object = {}) =>
    dispatch({ function: called, params: { bucket: 'shared', ...params } })

  await ask('kv-key-put', { key: 'a', value: { theme: 'dark' } })
  expect(await kv.get('a')).toBe('{"theme":"dark"}')
  await kv.set('a', '{"theme":"light"}')
  const { body } = await ask('kv-key-get', { key: 'a', json: true })
  expect(body.body?.['value']).toEqual({ theme: 'light' })
  shared.put('b', [1, 2])
  expect((await ask('kv-key-list')).body.body).toMatchObject({
    results_total: 2,
    results: [
      { key: 'a', value: '{"theme":"light"}' },
      { key: 'b', value: '[1,2]' },
    ],
  })
  await ask('kv-key-delete', { key: 'b' })
  expect(await kv.get('b')).toBe(null)
})
