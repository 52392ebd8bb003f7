import { asyncStore, type AsyncStore } from '@kvasir/core'
import { memoryKind } from '@kvasir/memory'
import * as fake from 'fake-indexeddb'
import { describe, expect, test } from 'vitest'
import { indexedDbStorage, journal, type JournalOptions } from './index.ts'

Object.assign(globalThis, fake)

let databases = 0

async function open(name: string, options: Partial<JournalOptions> = {}): Promise<AsyncStore> {
  return asyncStore(await journal({ name, engine: memoryKind, ...options }))
}

/** A journal of four records; answers its name. */
async function filled(): Promise<string> {
  const name = `damage ${databases++}`
  const store = await open(name)
  for (const key of ['a', 'b', 'c', 'd']) await store.namespace('kv').put(key, key)
  await store.close()
  return name
}

async function change(name: string, body: (store: IDBObjectStore) => void): Promise<void> {
  const opening = indexedDB.open(name)
  await new Promise((resolve) => opening.addEventListener('success', resolve))
  const database = opening.result
  const transaction = database.transaction('journal', 'readwrite')
  body(transaction.objectStore('journal'))
  await new Promise((resolve) => transaction.addEventListener('complete', resolve))
  database.close()
}

async function positionsIn(name: string): Promise<readonly number[]> {
  const storage = indexedDbStorage({ name })
  const { records } = await storage.load('memory')
  await storage.close()
  return records.map(({ position }) => position)
}

const DAMAGED: Error = expect.objectContaining({ code: 'DAMAGED' })

describe('a journal that lacks a record', () => {
  test.each([0, 1, 2])('which others follow is refused, not cut off behind it: number %d', async (number) => {
    const name = await filled()
    const positions = await positionsIn(name)
    await change(name, (store) => store.delete(positions[number]!))
    await expect(open(name)).rejects.toThrow(DAMAGED)
    expect(await positionsIn(name)).toEqual(positions.filter((_, i) => i !== number))
  })

  test('is put aside when asked', async () => {
    const name = await filled()
    const [first] = await positionsIn(name)
    await change(name, (store) => store.delete(first!))
    const store = await open(name, { whenDamaged: 'setAside' })
    expect((await store.health()).incidents).toMatchObject([{ kind: 'damaged' }])
    await store.close()
  })
})

describe('a journal with something else', () => {
  test.each([
    ['in place of a record', { text: 'Not bytes.' }],
    ['in place of a record, and that long', { length: 20 }],
  ])('%s is refused', async (_, value) => {
    const name = await filled()
    const [first] = await positionsIn(name)
    await change(name, (store) => store.put(value, first))
    await expect(open(name)).rejects.toThrow(DAMAGED)
  })

  test('in place of a record, which is whole, is refused', async () => {
    const name = await filled()
    const [first] = await positionsIn(name)
    const engine = await memoryKind.open(undefined)
    engine.commit({ checks: [], writes: [{ kind: 'delete', space: 1, key: 'a' }] })
    const [piece] = engine.snapshot()
    await change(name, (store) => store.put(piece!.bytes, first))
    await expect(open(name)).rejects.toThrow(DAMAGED)
  })

  test.each([
    ['', {}],
    [', a number', 5],
    [' that names no snapshot', { generation: 'g', engine: 'memory', snapshot: 'some' }],
    [' without an engine', { generation: 'g' }],
  ])('in place of its head%s is refused, and put aside when asked', async (_, head) => {
    const name = await filled()
    await change(name, (store) => store.put(head, 'head'))
    await expect(open(name)).rejects.toThrow(DAMAGED)
    const store = await open(name, { whenDamaged: 'setAside' })
    await store.namespace('kv').put('a', 1)
    await store.close()
  })
})
