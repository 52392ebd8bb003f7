import { asyncStore, type Backend, type Batch, KvasirError, type SetWrite } from '@kvasir/core'
import { memoryKind } from '@kvasir/memory'
import * as fake from 'fake-indexeddb'
import { describe, expect, test } from 'vitest'
import {
  type Checkpoint,
  indexedDbStorage,
  type Journal,
  journal,
  type JournalOptions,
  syncJournal,
} from './index.ts'
import { FaultyStorage } from './testing/faulty-storage.ts'

Object.assign(globalThis, fake)

let databases = 0

function newName(): string {
  return `journal ${databases++}`
}

function open(name: string, options: Partial<JournalOptions> = {}): Promise<Backend<'async'>> {
  return journal({ name, engine: memoryKind, ...options })
}

function faulty(name: string): FaultyStorage {
  return new FaultyStorage(indexedDbStorage({ name }))
}

function set(key: string, value = 'value', options: Partial<SetWrite> = {}): SetWrite {
  return {
    kind: 'set',
    space: 1,
    key,
    type: 'text',
    value,
    expiresAt: 0,
    writtenAt: 1,
    metadata: undefined,
    ...options,
  }
}

function batch(...keys: readonly string[]): Batch {
  return { checks: [], writes: keys.map((key) => set(key)) }
}

const ALL = { space: 1, from: '', to: undefined, limit: 1e6, reverse: false, select: 'rows' } as const

async function keysOf(backend: Backend): Promise<string[]> {
  return (await backend.scan(ALL)).map(({ key }) => key)
}

const failure = (code: string): Error => expect.objectContaining({ code })
const FAULT = new KvasirError('STORAGE_FAILED', 'The disk is on fire.')
const LATE = new KvasirError('TIMEOUT', 'No answer.')
const FULL = new KvasirError('QUOTA_EXCEEDED', 'No room.')

describe('an append', () => {
  test('that fails leaves nothing, in memory or stored, and the next one works', async () => {
    const name = newName()
    const storage = faulty(name)
    const backend = await open(name, { storage })
    await backend.commit(batch('a'))
    storage.faults.push({ error: FAULT, after: 'nothing' })
    const failing = backend.commit(batch('b'))
    const reading = backend.get(1, 'b')
    await expect(failing).rejects.toThrow(failure('STORAGE_FAILED'))
    expect(await reading).toBeUndefined()
    expect((await backend.health()).failure?.code).toBe('STORAGE_FAILED')
    await backend.commit(batch('c'))
    expect((await backend.health()).failure).toBeUndefined()
    expect(await keysOf(backend)).toEqual(['a', 'c'])
    await backend.close()
    expect(await keysOf(await open(name))).toEqual(['a', 'c'])
  })

  test('whose answer got lost is found in the log by the next one', async () => {
    const name = newName()
    const storage = faulty(name)
    const backend = await open(name, { storage })
    storage.faults.push({ error: LATE, after: 'stored' })
    await expect(backend.commit({ ...batch('a'), id: 'once' })).rejects.toThrow(failure('TIMEOUT'))
    const again = await backend.commit({ ...batch('a'), id: 'once' })
    expect(again).toMatchObject({ ok: true, first: 1 })
    expect((await backend.get(1, 'a'))?.revision).toBe(1)
    await backend.close()
  })

  test('is never acknowledged before one that failed and is tried again', async () => {
    const name = newName()
    const storage = faulty(name)
    const backend = await open(name, { storage })
    storage.faults.push({ error: FAULT, after: 'nothing' })
    const check = { kind: 'key', space: 1, key: 'a', revision: 1 } as const
    const [first, second] = await Promise.allSettled([
      backend.commit(batch('a')),
      backend.get(1, 'a').then(() => backend.commit({ checks: [check], writes: [set('b')] })),
    ])
    expect(first.status).toBe('rejected')
    expect(second).toMatchObject({ status: 'fulfilled', value: { ok: false } })
    await backend.close()
  })

  test('without room makes some by deleting what has expired, and is tried once more', async () => {
    const name = newName()
    const storage = faulty(name)
    const backend = await open(name, { storage, clock: () => 100 })
    await backend.commit({
      checks: [],
      writes: [set('old', '', { expiresAt: 100 }), set('new', '', { expiresAt: 101 })],
    })
    storage.faults.push({ error: FULL, after: 'nothing' })
    await backend.commit(batch('a'))
    expect(await keysOf(backend)).toEqual(['a', 'new'])
    storage.faults.push({ error: FULL, after: 'nothing' }, { error: FULL, after: 'nothing' })
    await expect(backend.commit(batch('b'))).rejects.toThrow(failure('QUOTA_EXCEEDED'))
    await backend.close()
    expect(await keysOf(await open(name))).toEqual(['a', 'new'])
  })

  test('has one record for what is committed in a tick', async () => {
    const name = newName()
    const storage = faulty(name)
    const backend = await open(name, { storage })
    await Promise.all(Array.from({ length: 1000 }, (_, i) => backend.commit(batch(`${i}`))))
    expect(storage.appended.length).toBe(1)
    await backend.close()
  })

  test('of a value of 100 bytes takes less than 300', async () => {
    const name = newName()
    const storage = faulty(name)
    const store = asyncStore(await open(name, { storage }))
    const namespace = store.namespace('notes')
    await namespace.put('first', 'founds the namespace')
    await namespace.put('some-ordinary-key', 'x'.repeat(100))
    expect(storage.appended[1]).toBeLessThan(300)
    await store.close()
  })
})

describe('two tabs', () => {
  test('decide about the same key one after the other', async () => {
    const name = newName()
    const [one, two] = await Promise.all([open(name), open(name)])
    const absent = { kind: 'key', space: 1, key: 'a', revision: 0 } as const
    const claim = (who: string): Batch => ({ checks: [absent], writes: [set('a', who)] })
    const answers = await Promise.all([one.commit(claim('one')), two.commit(claim('two'))])
    expect(answers.map(({ ok }) => ok).toSorted()).toEqual([false, true])
    await Promise.all([one.flush(), two.flush()])
    expect(await one.get(1, 'a')).toEqual(await two.get(1, 'a'))
    await Promise.all([one.close(), two.close()])
  })

  test('that write at once end with the same rows and revisions, and so does who opens later', async () => {
    const name = newName()
    const tabs = await Promise.all([open(name), open(name), open(name)])
    for (let round = 0; round < 20; round++) {
      await Promise.all(tabs.map((tab, i) => tab.commit(batch(`${round}`, `${round} by ${i}`))))
    }
    await Promise.all(tabs.map((tab) => tab.flush()))
    const rows = await tabs[0]!.scan(ALL)
    expect(rows.length).toBe(80)
    for (const tab of [...tabs, await open(name)]) {
      expect(await tab.scan(ALL)).toEqual(rows)
      await tab.close()
    }
  })

  test('hear of what the other writes without asking', async () => {
    const name = newName()
    const [one, two] = await Promise.all([open(name), open(name)])
    await one.commit(batch('a'))
    await expect.poll(() => keysOf(two)).toEqual(['a'])
    await Promise.all([one.close(), two.close()])
  })
})

describe('a checkpoint', () => {
  /** Opens with a log that may have `logBytes`; `done` resolves with the next checkpoint. */
  async function openChecked(
    name: string,
    storage: FaultyStorage,
    logBytes = 2000,
  ): Promise<{ backend: Backend<'async'>; next: () => Promise<Checkpoint> }> {
    let resolve: (checkpoint: Checkpoint) => void = () => undefined
    const backend = await open(name, {
      storage,
      checkpoints: { logBytes, onCheckpoint: (checkpoint) => resolve(checkpoint) },
    })
    return { backend, next: () => new Promise((to) => (resolve = to)) }
  }

  test('takes the place of the log, and holds what was written meanwhile', async () => {
    const name = newName()
    const storage = faulty(name)
    const { backend, next } = await openChecked(name, storage)
    const done = next()
    let meanwhile = 0
    storage.onPiece = async () => void (await backend.commit(batch(`meanwhile ${meanwhile++}`)))
    for (let i = 0; i < 50; i++) await backend.commit(batch(`${i}`))
    expect(await done).toMatchObject({ ok: true })
    const rows = await backend.scan(ALL)
    expect(rows.length).toBe(50 + meanwhile)
    await backend.close()
    const stored = await indexedDbStorage({ name }).load('memory')
    expect(stored.snapshot?.position).toBeGreaterThan(0)
    expect(stored.records.every(({ position }) => position > stored.snapshot!.position)).toBe(true)
    expect(await (await open(name)).scan(ALL)).toEqual(rows)
  })

  test('that fails leaves the log as it was', async () => {
    const name = newName()
    const storage = faulty(name)
    const { backend, next } = await openChecked(name, storage)
    const done = next()
    storage.onPiece = () => Promise.reject(FULL)
    for (let i = 0; i < 50; i++) await backend.commit(batch(`${i}`))
    expect(await done).toMatchObject({ ok: false, error: FULL })
    const rows = await backend.scan(ALL)
    await backend.close()
    const again = await open(name)
    expect(await again.scan(ALL)).toEqual(rows)
    await again.close()
  })

  test('of one tab makes another load anew that had not come so far', async () => {
    const name = newName()
    const sleeping = await open(name)
    // A tab that is frozen hears nothing.
    const channel = new BroadcastChannel(`kvasir:${name}:journal`)
    channel.close()
    const { backend, next } = await openChecked(name, faulty(name))
    const done = next()
    for (let i = 0; i < 50; i++) await backend.commit(batch(`${i}`))
    await done
    await sleeping.commit(batch('late'))
    expect((await keysOf(sleeping)).length).toBe(51)
    await backend.flush()
    expect(await sleeping.scan(ALL)).toEqual(await backend.scan(ALL))
    await Promise.all([sleeping.close(), backend.close()])
  })

  test('that was cut off by the end of its page leaves nothing that counts', async () => {
    const name = newName()
    const storage = indexedDbStorage({ name })
    await storage.load('memory')
    await storage.begin('memory').write(Uint8Array.of(1, 2, 3))
    await storage.close()
    const backend = await open(name)
    expect(await keysOf(backend)).toEqual([])
    await backend.close()
  })
})

describe('a journal that cannot be read', () => {
  async function put(name: string, value: unknown, key?: IDBValidKey): Promise<void> {
    await (await open(name)).close()
    const opening = indexedDB.open(name)
    await new Promise((resolve) => opening.addEventListener('success', resolve))
    const database = opening.result
    const transaction = database.transaction('journal', 'readwrite')
    transaction.objectStore('journal').put(value, key)
    await new Promise((resolve) => transaction.addEventListener('complete', resolve))
    database.close()
  }

  test.each([
    ['is torn', () => Uint8Array.of(0x4b, 0x76, 0x73, 0x72, 0, 0)],
    ['is something else', () => new TextEncoder().encode('Dear diary, nothing happened today.')],
  ])('because a record %s is refused, and left as it is', async (_, frame) => {
    const name = newName()
    await put(name, frame())
    await expect(open(name)).rejects.toThrow(failure('DAMAGED'))
    expect((await indexedDbStorage({ name }).load('memory')).records.map((record) => record.frame)).toEqual([
      frame(),
    ])
  })

  test('because its snapshot lacks pieces is refused', async () => {
    const name = newName()
    await put(
      name,
      { generation: 'g', engine: 'memory', snapshot: { id: 'gone', position: 1, pieces: 2 } },
      'head',
    )
    await expect(open(name)).rejects.toThrow(failure('DAMAGED'))
  })

  test('because it is of another engine is refused', async () => {
    const name = newName()
    await put(name, { generation: 'g', engine: 'other' }, 'head')
    await expect(open(name)).rejects.toThrow(failure('UNSUPPORTED_DATABASE'))
  })

  test('is put aside when asked, and a new one begins', async () => {
    const name = newName()
    await put(name, Uint8Array.of(1))
    const backend = await open(name, { whenDamaged: 'setAside' })
    expect(await keysOf(backend)).toEqual([])
    expect((await backend.health()).incidents).toMatchObject([
      { kind: 'damaged', message: expect.stringContaining('rescue-') as string },
    ])
    await backend.commit(batch('a'))
    await backend.close()
    const again = await open(name)
    expect(await keysOf(again)).toEqual(['a'])
    expect((await again.health()).incidents).toEqual([])
    await again.close()
  })
})

describe('a synchronous journal', () => {
  test('answers at once, and is durable after a flush', async () => {
    const name = newName()
    const backend = await syncJournal({ name, engine: memoryKind })
    const statuses: string[] = []
    backend.onStatus((status) => statuses.push(status))
    expect(backend.commit(batch('a')).ok).toBe(true)
    expect(backend.get(1, 'a')?.revision).toBe(1)
    expect(backend.health().unsaved).toBe(1)
    await backend.flush()
    expect(backend.health().unsaved).toBe(0)
    expect(statuses).toEqual(['saving', 'saved'])
    await backend.close()
    expect(await keysOf(await open(name))).toEqual(['a'])
  })

  test('has everything stored when close() resolves', async () => {
    const name = newName()
    const backend = await syncJournal({ name, engine: memoryKind })
    for (let i = 0; i < 10; i++) backend.commit(batch(`${i}`))
    await backend.close()
    expect(() => backend.get(1, 'a')).toThrow(failure('CLOSED'))
    expect((await keysOf(await open(name))).length).toBe(10)
  })

  test('throws at the next call what nobody awaited, and stores it when that is possible again', async () => {
    const name = newName()
    const storage = faulty(name)
    const backend = await syncJournal({ name, engine: memoryKind, storage })
    storage.faults.push({ error: FULL, after: 'nothing' }, { error: FULL, after: 'nothing' })
    backend.commit(batch('a'))
    await expect.poll(() => backend.status).toBe('failing')
    expect(() => backend.get(1, 'a')).toThrow(failure('QUOTA_EXCEEDED'))
    expect(backend.get(1, 'a')?.revision).toBe(1)
    expect(() => backend.commit(batch('b'))).toThrow(failure('QUOTA_EXCEEDED'))
    await expect.poll(() => storage.faults.length).toBe(0)
    await backend.flush()
    expect(backend.status).toBe('saved')
    backend.commit(batch('c'))
    await backend.close()
    expect(await keysOf(await open(name))).toEqual(['a', 'c'])
  })

  test('does not store twice what it could not be sure of', async () => {
    const name = newName()
    const storage = faulty(name)
    const backend = await syncJournal({ name, engine: memoryKind, storage })
    storage.faults.push({ error: LATE, after: 'stored' })
    backend.commit(batch('a'))
    await expect(backend.flush()).rejects.toThrow(failure('TIMEOUT'))
    await backend.flush()
    backend.commit(batch('b'))
    await backend.close()
    const { records } = await indexedDbStorage({ name }).load('memory')
    expect(records.length).toBe(2)
    expect(await keysOf(await open(name))).toEqual(['a', 'b'])
  })

  test('rejects close() with what could not be stored', async () => {
    const name = newName()
    const storage = faulty(name)
    const backend = await syncJournal({ name, engine: memoryKind, storage })
    // Closing tries once more.
    storage.faults.push(...Array.from({ length: 9 }, () => ({ error: FULL, after: 'nothing' }) as const))
    backend.commit(batch('a'))
    await expect(backend.close()).rejects.toThrow(failure('QUOTA_EXCEEDED'))
  })
})

describe('rewriting a journal', () => {
  test('replaces everything for every tab, and keeps nothing of before', async () => {
    const other = await open(newName())
    await other.commit(batch('x', 'y', 'z'))
    const name = newName()
    const [one, two] = await Promise.all([
      journal({ name, engine: memoryKind }),
      journal({ name, engine: memoryKind }),
    ])
    await one.commit(batch('a'))
    await one.rewrite(async () => await (other as Journal).snapshot())
    await two.commit(batch('b'))
    await one.flush()
    for (const tab of [one, two, await open(name)]) {
      expect(await keysOf(tab)).toEqual(['b', 'x', 'y', 'z'])
      await tab.close()
    }
    await other.close()
  })

  test('changes nothing when it fails', async () => {
    const name = newName()
    const backend = await journal({ name, engine: memoryKind })
    await backend.commit(batch('a'))
    await expect(backend.rewrite(() => Promise.reject(FAULT))).rejects.toThrow(FAULT)
    await expect(backend.rewrite(async () => [Uint8Array.of(1)])).rejects.toThrow(failure('DAMAGED'))
    expect(await keysOf(backend)).toEqual(['a'])
    await backend.close()
    expect(await keysOf(await open(name))).toEqual(['a'])
  })
})
