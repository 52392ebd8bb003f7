import { createStore, set } from 'idb-keyval'
import { expect, test } from 'vitest'
import { sqljsInIndexedDb } from './sqljs-in-indexed-db.ts'

test('a database that is open elsewhere is refused, and can be had once it is closed there', async () => {
  const first = await sqljsInIndexedDb({ name: 'one-at-a-time' })
  await expect(sqljsInIndexedDb({ name: 'one-at-a-time' })).rejects.toThrow(
    expect.objectContaining({ code: 'UNAVAILABLE' }),
  )
  await first.close()
  const second = await sqljsInIndexedDb({ name: 'one-at-a-time' })
  await second.close()
})

test('who is just closing is waited for', async () => {
  const first = await sqljsInIndexedDb({ name: 'handed-over' })
  const second = sqljsInIndexedDb({ name: 'handed-over' })
  await first.close()
  await (await second).close()
})

test('a database that did not open is given back', async () => {
  await set('image', new Uint8Array(1000), createStore('foreign', 'kvasir'))
  const unsupported = expect.objectContaining({ code: 'UNSUPPORTED_DATABASE' })
  await expect(sqljsInIndexedDb({ name: 'foreign' })).rejects.toThrow(unsupported)
  await expect(sqljsInIndexedDb({ name: 'foreign' })).rejects.toThrow(unsupported)
})
