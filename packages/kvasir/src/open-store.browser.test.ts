import { afterEach, expect, test, vi } from 'vitest'
import { openStore } from './index.ts'

afterEach(() => void vi.restoreAllMocks())

const failure = (code: string): Error => expect.objectContaining({ code })

test('without options it is IndexedDB, which is there again', async () => {
  await using first = await openStore()
  expect(first.backend.name).toBe('indexeddb')
  await first.namespace('n').put('k', new Date(0))
  await first.close()
  await using second = await openStore()
  expect(await second.namespace('n').get('k')).toEqual(new Date(0))
})

test('SQLite and IndexedDB of one name are two databases', async () => {
  await using rows = await openStore({ name: 'both', backend: 'indexeddb' })
  await using sqlite = await openStore({ name: 'both', backend: 'sqlite' })
  await rows.namespace('n').put('k', 'in rows')
  await sqlite.namespace('n').put('k', 'in SQLite')
  expect(await rows.namespace('n').get('k')).toBe('in rows')
  expect(await sqlite.namespace('n').get('k')).toBe('in SQLite')
})

test('storage that the browser refuses is unavailable when the store is opened', async () => {
  vi.spyOn(indexedDB, 'open').mockImplementation(() => {
    throw new DOMException('Access is denied.', 'SecurityError')
  })
  await expect(openStore({ name: 'denied' })).rejects.toThrow(failure('UNAVAILABLE'))
})

test('a path is refused', async () => {
  await expect(openStore({ path: 'app.sqlite' })).rejects.toThrow(failure('INVALID_OPTION'))
})
