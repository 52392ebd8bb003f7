import { IDBFactory } from 'fake-indexeddb'
import { createStore, get, set } from 'idb-keyval'
import { expect, test } from 'vitest'
import { sqljsInIndexedDb } from '../browser.ts'
import { sqlite } from '../index.ts'
import { sqljs } from '../sqljs.ts'

globalThis.indexedDB = new IDBFactory()

const write = {
  kind: 'set',
  space: 1,
  key: 'a',
  type: 'text',
  value: 'b',
  expiresAt: 0,
  writtenAt: 1,
  metadata: undefined,
} as const

test('what is saved is an image that sql.js opens', async () => {
  const backend = await sqljsInIndexedDb({ name: 'image' })
  await backend.commit({ checks: [], writes: [write] })
  const image = await get<Uint8Array>('image', createStore('image', 'kvasir'))
  expect(sqlite(await sqljs({ image })).get(1, 'a')?.value).toBe('b')
  await backend.close()
})

test('an image of something else is refused and left as it is', async () => {
  const store = createStore('foreign', 'kvasir')
  const image = new TextEncoder().encode('no database'.repeat(100))
  await set('image', image, store)
  await expect(sqljsInIndexedDb({ name: 'foreign' })).rejects.toThrow(
    expect.objectContaining({ code: 'UNSUPPORTED_DATABASE' }),
  )
  expect(await get('image', store)).toEqual(image)
})
