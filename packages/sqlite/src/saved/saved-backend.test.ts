import type { SetWrite } from '@kvasir/core'
import { expect, test } from 'vitest'
import { sqlite } from '../index.ts'
import { sqljs } from '../sqljs.ts'
import { SavedBackend } from './saved-backend.ts'

function set(key: string): SetWrite {
  return {
    kind: 'set',
    space: 1,
    key,
    type: 'text',
    value: key,
    expiresAt: 0,
    writtenAt: 1,
    metadata: undefined,
  }
}

/** A saved backend, the keys that each save contained, and a switch that makes saves fail. */
async function saved() {
  const inner = sqlite(await sqljs())
  const saves: string[][] = []
  const storage = { fails: false }
  const backend = new SavedBackend('saved', inner, async () => {
    if (storage.fails) throw new Error('The disk is full')
    const all = { space: 1, from: '', to: undefined, limit: 100, reverse: false, select: 'heads' } as const
    saves.push(inner.scan(all).map(({ key }) => key))
  })
  return { backend, saves, storage }
}

const storageFailed = expect.objectContaining({ code: 'STORAGE_FAILED', cause: expect.any(Error) as Error })

test('a commit is done when a save contains it', async () => {
  const { backend, saves } = await saved()
  await backend.commit({ checks: [], writes: [set('a')] })
  expect(saves).toEqual([['a']])
})

test('commits that are issued together share a save', async () => {
  const { backend, saves } = await saved()
  await Promise.all(['a', 'b', 'c'].map((key) => backend.commit({ checks: [], writes: [set(key)] })))
  expect(saves).toEqual([['a', 'b', 'c']])
})

test('what changes nothing is not saved', async () => {
  const { backend, saves } = await saved()
  await backend.commit({ checks: [], writes: [] })
  await backend.commit({ checks: [{ kind: 'key', space: 1, key: 'a', revision: 9 }], writes: [set('a')] })
  await backend.get(1, 'a')
  await backend.close()
  expect(saves).toEqual([])
})

test('a save that fails rejects its commits, and nothing later is reported as done before it is stored', async () => {
  const { backend, saves, storage } = await saved()
  storage.fails = true
  await expect(backend.commit({ checks: [], writes: [set('a')] })).rejects.toThrow(storageFailed)
  await expect(backend.commit({ checks: [], writes: [set('b')] })).rejects.toThrow(storageFailed)
  await expect(backend.commit({ checks: [], writes: [] })).rejects.toThrow(storageFailed)
  storage.fails = false
  await backend.commit({ checks: [], writes: [] })
  expect(saves).toEqual([['a', 'b']])
})

test('a batch that is repeated after its save failed is saved, and applied once', async () => {
  const { backend, saves, storage } = await saved()
  storage.fails = true
  const batch = { checks: [], writes: [set('a')], id: 'id' }
  await expect(backend.commit(batch)).rejects.toThrow(storageFailed)
  storage.fails = false
  expect(await backend.commit(batch)).toMatchObject({ first: 1, last: 1 })
  expect(saves).toEqual([['a']])
})

test('close waits for the saves of the commits before it', async () => {
  const { backend, saves } = await saved()
  const commit = backend.commit({ checks: [], writes: [set('a')] })
  await backend.close()
  expect(saves).toEqual([['a']])
  await commit
})

test('close fails when the last changes cannot be saved, and closes all the same', async () => {
  const { backend, storage } = await saved()
  storage.fails = true
  await expect(backend.commit({ checks: [], writes: [set('a')] })).rejects.toThrow(storageFailed)
  await expect(backend.close()).rejects.toThrow(storageFailed)
  await expect(backend.get(1, 'a')).rejects.toThrow(expect.objectContaining({ code: 'CLOSED' }))
})
