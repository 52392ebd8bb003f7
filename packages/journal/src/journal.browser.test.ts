import { deleteDatabase } from '@kvasir/browser'
import { asyncStore, type AsyncStore } from '@kvasir/core'
import { memoryKind } from '@kvasir/memory'
import { describe, expect, test } from 'vitest'
import { type Checkpoint, journal, type JournalOptions } from './index.ts'
import { opfsStorage } from './opfs.ts'

const newName = (): string => `journal ${crypto.randomUUID()}`

/** A store whose journal has become a snapshot, with a copy outside, and one write more. */
async function checkpointed(name: string, options: Partial<JournalOptions> = {}): Promise<Checkpoint> {
  const { promise, resolve } = Promise.withResolvers<Checkpoint>()
  const checkpoints = { logBytes: 1000, onCheckpoint: resolve }
  const store = asyncStore(await journal({ name, engine: memoryKind, checkpoints, ...options }))
  await store.namespace('n').put('before', 'x'.repeat(2000))
  const checkpoint = await promise
  expect(checkpoint).toMatchObject({ ok: true })
  await store.namespace('n').put('after', 1)
  await store.close()
  return checkpoint
}

async function open(name: string): Promise<AsyncStore> {
  return asyncStore(await journal({ name, engine: memoryKind }))
}

describe('a journal that the browser has destroyed', () => {
  test('is made anew from the copy outside of it, and says what may be missing', async () => {
    const name = newName()
    await checkpointed(name)
    await deleteDatabase(name)
    {
      await using store = await open(name)
      expect(await store.namespace('n').has('before')).toBe(true)
      expect(await store.namespace('n').has('after')).toBe(false)
      const [incident] = (await store.health()).incidents
      expect(incident?.kind).toBe('wiped')
      expect(incident?.known).toBe(incident!.restored! + 1)
      const revision = await store.namespace('n').put('later', 1)
      expect(revision).toBeGreaterThan(incident!.known!)
    }
    await using again = await open(name)
    expect((await again.health()).incidents).toEqual([])
    expect(await again.namespace('n').count()).toBe(2)
  })

  test('is noticed also when there is no copy', async () => {
    const name = newName()
    {
      await using store = await open(name)
      await store.namespace('n').put('k', 1)
    }
    await deleteDatabase(name)
    await using store = await open(name)
    expect((await store.health()).incidents).toMatchObject([{ kind: 'wiped', restored: 0 }])
  })
})

test('a journal in OPFS loses nothing when IndexedDB is destroyed', async () => {
  const name = newName()
  const openInOpfs = async (): Promise<AsyncStore> =>
    asyncStore(await journal({ name, engine: memoryKind, storage: opfsStorage({ name }) }))
  {
    await using store = await openInOpfs()
    await store.namespace('n').put('k', 1)
  }
  for (const { name = '' } of await indexedDB.databases()) await deleteDatabase(name)
  await using store = await openInOpfs()
  expect(await store.namespace('n').get('k')).toBe(1)
  expect((await store.health()).incidents).toEqual([])
})

describe('a journal that is compressed', () => {
  const LONG = 'x'.repeat(2000)

  test('is made anew from its copy, which is compressed as well', async () => {
    const name = newName()
    await checkpointed(name, { compression: true })
    await deleteDatabase(name)
    await using store = await open(name)
    expect((await store.health()).incidents).toMatchObject([{ kind: 'wiped' }])
    expect(await store.namespace('n').get('before')).toBe(LONG)
  })

  test('takes less room in OPFS, and is opened again without the option', async () => {
    const [plain, packed] = [newName(), newName()]
    const inOpfs = (name: string): Partial<JournalOptions> => ({ storage: opfsStorage({ name }) })
    const before = await checkpointed(plain, inOpfs(plain))
    const after = await checkpointed(packed, { ...inOpfs(packed), compression: true })
    if (!before.ok || !after.ok) throw new Error('There is no snapshot.')
    expect(after.bytes).toBeLessThan(before.bytes / 3)
    await using store = asyncStore(await journal({ name: packed, engine: memoryKind, ...inOpfs(packed) }))
    expect(await store.namespace('n').get('before')).toBe(LONG)
    expect(await store.namespace('n').has('after')).toBe(true)
  })
})
