import type { LastWords, Word } from '@kvasir/browser'
import { type Backend, type Batch, KvasirError, type SetWrite, type Write } from '@kvasir/core'
import { memoryKind } from '@kvasir/memory'
import * as fake from 'fake-indexeddb'
import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import {
  type Checkpoint,
  indexedDbStorage,
  type Journal,
  journal,
  type JournalOptions,
  syncJournal,
} from './index.ts'
import { openJournal } from './open-journal.ts'
import { Replica } from './replica.ts'
import { SyncJournalBackend } from './sync-journal-backend.ts'
import { FaultyStorage } from './testing/faulty-storage.ts'
import { TestChannel } from './testing/test-channel.ts'

Object.assign(globalThis, fake)
afterEach(() => void vi.unstubAllGlobals())

let databases = 0

function newName(): string {
  return `failures ${databases++}`
}

interface Opened {
  readonly name: string
  readonly tab: Journal
  readonly storage: FaultyStorage
}

async function open(name = newName(), options: Partial<JournalOptions> = {}): Promise<Opened> {
  const storage = new FaultyStorage(indexedDbStorage({ name }))
  const tab = await journal({ name, engine: memoryKind, storage, ...options })
  onTestFinished(() => tab.close().catch(() => undefined))
  return { name, tab, storage }
}

function set(key: string, value = 'value'): SetWrite {
  return { kind: 'set', space: 1, key, type: 'text', value, expiresAt: 0, writtenAt: 1, metadata: undefined }
}

function batch(...writes: readonly Write[]): Batch {
  return { checks: [], writes }
}

const EVERYTHING: Write = { kind: 'deleteRange', space: 1, from: '', to: undefined }
const ALL = { space: 1, from: '', to: undefined, limit: 1e6, reverse: false, select: 'rows' } as const

async function contents(backend: Backend): Promise<string[]> {
  return (await backend.scan(ALL)).map(({ key, value }) => `${key}=${String(value)}`)
}

const failure = (code: string): Error => expect.objectContaining({ code })
const FAULT = new KvasirError('STORAGE_FAILED', 'The disk is on fire.')
const LATE = new KvasirError('TIMEOUT', 'No answer.')
const FULL = new KvasirError('QUOTA_EXCEEDED', 'No room.')

/** Opens with checkpoints after each record; `next` resolves with the next checkpoint. */
async function openChecked(name: string): Promise<Opened & { next: () => Promise<Checkpoint> }> {
  let resolve: (checkpoint: Checkpoint) => void = () => undefined
  const onCheckpoint = (checkpoint: Checkpoint): void => resolve(checkpoint)
  const opened = await open(name, { checkpoints: { logBytes: 1, onCheckpoint } })
  return { ...opened, next: () => new Promise((to) => (resolve = to)) }
}

describe('a tab that has missed a checkpoint', () => {
  test('has nothing of a commit left when it cannot load anew', async () => {
    vi.stubGlobal('BroadcastChannel', TestChannel)
    const name = newName()
    const { tab: sleeping, storage } = await open(name)
    await sleeping.commit(batch(set('a', 'before')))
    TestChannel.last!.isDeaf = true
    const { tab, next } = await openChecked(name)
    const done = next()
    await tab.commit(batch(set('b')))
    await done
    storage.readFaults.push(FAULT)
    await expect(sleeping.commit(batch(set('a', 'first'), set('a', 'second')))).rejects.toThrow(FAULT)
    expect((await sleeping.health()).failure).toBe(FAULT)
    expect((await sleeping.get(1, 'a'))?.value).toBe('before')
    await sleeping.commit(batch(set('c')))
    expect(await contents(sleeping)).toEqual(['a=before', 'b=value', 'c=value'])
  })
})

describe('a snapshot that was adopted', () => {
  test('stays although its adoption was given up', async () => {
    const name = newName()
    const { tab, storage, next } = await openChecked(name)
    storage.adoptFaults.push(LATE)
    const done = next()
    await tab.commit(batch(set('a')))
    expect(await done).toMatchObject({ ok: false, error: LATE })
    await tab.close()
    expect(await contents((await open(name)).tab)).toEqual(['a=value'])
  })

  test('stays although whoever is told of it throws', async () => {
    const thrown: (() => void)[] = []
    vi.stubGlobal('queueMicrotask', (job: () => void) => thrown.push(job))
    const name = newName()
    const { promise, resolve } = Promise.withResolvers<void>()
    const onCheckpoint = (): void => {
      resolve()
      throw new Error('Not my day.')
    }
    const { tab } = await open(name, { checkpoints: { logBytes: 1, onCheckpoint } })
    await tab.commit(batch(set('a')))
    await promise
    await tab.close()
    expect(thrown).toHaveLength(1)
    expect(thrown[0]).toThrow('Not my day.')
    expect(await contents((await open(name)).tab)).toEqual(['a=value'])
  })
})

describe('a journal in whose place there is another one', () => {
  test.each([
    [
      'after it was deleted',
      async (name: string) => {
        const deleting = indexedDB.deleteDatabase(name)
        await new Promise((resolve) => deleting.addEventListener('success', resolve))
      },
    ],
    [
      'after it was put aside',
      async (name: string) => {
        await indexedDbStorage({ name }).setAside()
      },
    ],
  ])('takes no commits any more, and the other gets none of them, %s', async (_, remove) => {
    const { name, tab: written } = await open()
    const { tab: empty } = await open(name)
    for (let i = 0; i < 6; i++) await written.commit(batch(set('a', `${i}`)))
    await remove(name)
    const { tab: other } = await open(name)
    for (const tab of [written, empty, written])
      await expect(tab.commit(batch(set('a', 'lost')))).rejects.toThrow(failure('STORAGE_FAILED'))
    await expect(written.flush()).rejects.toThrow(failure('STORAGE_FAILED'))
    await expect(written.rewrite(async (pieces) => pieces)).rejects.toThrow(failure('STORAGE_FAILED'))
    await other.commit(batch(set('b')))
    expect(await contents(other)).toEqual(['b=value'])
    expect(await contents((await open(name)).tab)).toEqual(['b=value'])
  })

  test('is not taken for one that the browser has destroyed, whenever the tabs of the first are closed', async () => {
    vi.stubGlobal('window', { localStorage: fakeLocalStorage() })
    const { name, tab } = await open()
    await tab.commit(batch(set('a')))
    const deleting = indexedDB.deleteDatabase(name)
    await new Promise((resolve) => deleting.addEventListener('success', resolve))
    await tab.close()
    const { tab: other } = await open(name)
    expect((await other.health()).incidents).toEqual([])
    expect(await contents(other)).toEqual([])
  })

  test('gets nothing of a tab that had seen no record of the first', async () => {
    const { name, tab } = await open()
    await indexedDbStorage({ name }).setAside()
    const { tab: other } = await open(name)
    await expect(tab.commit(batch(set('a')))).rejects.toThrow(failure('STORAGE_FAILED'))
    await other.flush()
    expect(await contents(other)).toEqual([])
  })

  test('is not overwritten by a checkpoint that was begun before', async () => {
    const name = newName()
    const { tab, storage, next } = await openChecked(name)
    const done = next()
    storage.onPiece = async () => {
      storage.onPiece = undefined
      await indexedDbStorage({ name }).setAside()
      await (await open(name)).tab.commit(batch(set('b')))
    }
    await tab.commit(batch(set('a')))
    expect(await done).toMatchObject({ ok: false, error: failure('STORAGE_FAILED') })
    expect(await contents((await open(name)).tab)).toEqual(['b=value'])
  })
})

/** Has the next append fail when `fail` is called. `begun` resolves when it is asked for. */
function late(storage: FaultyStorage): { readonly begun: Promise<void>; readonly fail: () => void } {
  const begun = Promise.withResolvers<void>()
  const failing = Promise.withResolvers<never>()
  vi.spyOn(storage, 'append').mockImplementationOnce(() => {
    begun.resolve()
    return failing.promise
  })
  return { begun: begun.promise, fail: () => failing.reject(FAULT) }
}

test('a journal is made anew from its copy also when the page ended before that was done', async () => {
  const source = await memoryKind.open(undefined)
  source.commit(batch(set('a'), set('b')))
  const pieces = Array.from(source.snapshot(), ({ bytes }) => bytes)
  const head = { engine: 'memory', generation: 'destroyed', revision: 2, position: 2 }
  const mark = { generation: 'destroyed', revision: 5, at: 1 }
  const name = newName()
  // As far as the page came that noticed.
  await indexedDbStorage({ name }).load('memory')
  const { replica, incidents } = await openJournal(name, memoryKind, indexedDbStorage({ name }), 'error', {
    words: undefined,
    marker: {
      read: async () => mark,
      write: () => undefined,
      flush: async () => undefined,
      forget: async () => undefined,
    },
    rescue: {
      read: async () => ({ head, pieces }),
      write: async () => undefined,
      remove: async () => undefined,
    },
  })
  expect(incidents).toMatchObject([{ kind: 'wiped', restored: 2, known: 5 }])
  expect([replica.engine.get(1, 'b')?.value, replica.engine.revision]).toEqual(['value', 5])
  expect(await contents((await open(name)).tab)).toEqual(['a=value', 'b=value'])
})

describe('a read', () => {
  test('waits for each deletion of a range, also when one batch is under way twice', async () => {
    const { tab, storage } = await open()
    await tab.commit(batch(set('a')))
    const clear = batch(EVERYTHING)
    const first = [tab.commit(clear), tab.commit(batch(set('a', 'kept')))]
    await new Promise((resolve) => queueMicrotask(() => resolve(undefined)))
    const second = tab.commit(clear)
    const first2 = Promise.all(first)
    await first2
    const { begun, fail } = late(storage)
    await begun
    const reading = tab.get(1, 'a')
    fail()
    await expect(second).rejects.toThrow(FAULT)
    expect((await reading)?.value).toBe('kept')
  })

  test('does not make a failure look as if it was over', async () => {
    const { tab, storage } = await open()
    await tab.commit(batch(set('a')))
    const { begun, fail } = late(storage)
    const failing = tab.commit(batch(set('a', 'failed')))
    await begun
    const reading = tab.get(1, 'a')
    fail()
    await expect(failing).rejects.toThrow(FAULT)
    expect((await reading)?.value).toBe('value')
    expect((await tab.health()).failure).toBe(FAULT)
  })
})

describe('rewriting a journal', () => {
  test('while other tabs write leaves the same everywhere', async () => {
    const name = newName()
    const { tab: one } = await open(name)
    const { tab: two } = await open(name)
    for (let round = 0; round < 10; round++) {
      const change = async (pieces: readonly Uint8Array[]): Promise<readonly Uint8Array[]> => {
        const engine = await memoryKind.open(pieces)
        engine.commit(batch(set('rewritten', `${round}`)))
        return Array.from(engine.snapshot(), ({ bytes }) => bytes)
      }
      await Promise.all([
        one.rewrite(change),
        ...Array.from({ length: 5 }, (_, i) => two.commit(batch(set(`${round}.${i}`)))),
        one.commit(batch(set(`${round}.last`))),
      ])
    }
    await Promise.all([one.flush(), two.flush()])
    const { tab: three } = await open(name)
    expect((await contents(three)).length).toBe(61)
    expect(await one.scan(ALL)).toEqual(await three.scan(ALL))
    expect(await two.scan(ALL)).toEqual(await three.scan(ALL))
  })
})

describe('a synchronous journal', () => {
  async function openSync(
    name = newName(),
    timer?: () => () => void,
  ): Promise<{
    backend: SyncJournalBackend
    storage: FaultyStorage
    words: ReturnType<typeof fakeWords>
  }> {
    const storage = new FaultyStorage(indexedDbStorage({ name }))
    const { generation, isNew } = await storage.load('memory')
    expect([typeof generation, isNew]).toEqual(['string', true])
    const words = fakeWords()
    const backend = new SyncJournalBackend({
      name: 'memory-journal',
      storage,
      replica: new Replica(await memoryKind.open(undefined), 0),
      words,
      incidents: [],
      clock: () => 100,
      onAppended: () => undefined,
      onClosing: async () => undefined,
      onClosed: () => undefined,
      timer: timer ?? (() => () => undefined),
    })
    return { backend, storage, words }
  }

  test('stores what a listener writes when everything is saved', async () => {
    const name = newName()
    const { backend } = await openSync(name)
    const statuses: string[] = []
    const { promise, resolve } = Promise.withResolvers<void>()
    backend.onStatus((status) => {
      if (status !== 'saved') return
      if (backend.get(1, 'b') === undefined) backend.commit(batch(set('b')))
      else resolve()
    })
    backend.onStatus((status) => statuses.push(status))
    backend.commit(batch(set('a')))
    await promise
    expect(statuses).toEqual(['saving', 'saving', 'saved'])
    expect(backend.health().unsaved).toBe(0)
  })

  test('does not take the failure of a listener for its own', async () => {
    const thrown: (() => void)[] = []
    vi.stubGlobal('queueMicrotask', (job: () => void) => thrown.push(job))
    const { backend } = await openSync()
    backend.onStatus(() => {
      throw new Error('Not my day.')
    })
    expect(backend.commit(batch(set('a'))).ok).toBe(true)
    await backend.flush()
    expect([backend.status, thrown.length]).toEqual(['saved', 2])
  })

  test('is flushed when what was committed before is stored, however much is committed since', async () => {
    const { backend } = await openSync()
    const flushed = new AbortController()
    let commits = 0
    const writing = (async () => {
      while (!flushed.signal.aborted && commits < 1000) {
        backend.commit(batch(set(`${commits++}`)))
        await new Promise((resolve) => setTimeout(resolve))
      }
    })()
    await backend.flush()
    flushed.abort()
    await writing
    expect(commits).toBeLessThan(1000)
    await backend.close()
  })

  test('throws a failure at the next call also when a checkpoint has met it first', async () => {
    const { backend, storage } = await openSync()
    storage.faults.push({ error: FAULT, after: 'nothing' })
    backend.commit(batch(set('a')))
    await expect(backend.saved()).rejects.toThrow(failure('STORAGE_FAILED'))
    expect(() => backend.get(1, 'a')).toThrow(failure('STORAGE_FAILED'))
    expect(backend.get(1, 'a')?.revision).toBe(1)
  })

  test('without room makes some by deleting what has expired', async () => {
    const name = newName()
    const { backend, storage } = await openSync(name)
    backend.commit(batch({ ...set('old'), expiresAt: 100 }, { ...set('new'), expiresAt: 101 }))
    await backend.flush()
    storage.faults.push({ error: FULL, after: 'nothing' })
    backend.commit(batch(set('a')))
    await backend.flush()
    await backend.close()
    expect(await contents((await open(name)).tab)).toEqual(['a=value', 'new=value'])
  })

  test('flushes to the device what asks for that while the record before it fails', async () => {
    const { backend, storage } = await openSync()
    const append = vi.spyOn(storage, 'append').mockImplementationOnce(async () => {
      backend.commit({ ...batch(set('b')), durability: 'strict' })
      throw FAULT
    })
    backend.commit(batch(set('a')))
    await expect(backend.flush()).rejects.toThrow(failure('STORAGE_FAILED'))
    await backend.flush()
    expect(append.mock.calls.map(([, , durability]) => durability)).toEqual(['relaxed', 'strict'])
  })

  test('stops, and says why, when another tab writes to its journal', async () => {
    vi.stubGlobal('navigator', {})
    const name = newName()
    const one = await syncJournal({ name, engine: memoryKind })
    const two = await syncJournal({ name, engine: memoryKind })
    one.commit(batch(set('a')))
    await one.flush()
    two.commit(batch(set('b')))
    await expect(two.flush()).rejects.toThrow(failure('STORAGE_FAILED'))
    expect([two.status, two.health().unsaved]).toEqual(['failing', 1])
    expect(() => two.commit(batch(set('c')))).toThrow(failure('STORAGE_FAILED'))
    one.commit(batch(set('d')))
    await one.close()
    await expect(two.close()).rejects.toThrow(failure('STORAGE_FAILED'))
    expect(await contents((await open(name)).tab)).toEqual(['a=value', 'd=value'])
  })

  test('does not mark as stored what is on its way', async () => {
    vi.stubGlobal('window', { localStorage: fakeLocalStorage() })
    const name = newName()
    const storage = new FaultyStorage(indexedDbStorage({ name }))
    vi.stubGlobal('navigator', {})
    const backend = await syncJournal({ name, engine: memoryKind, storage })
    backend.commit(batch(set('a')))
    const { promise, resolve } = Promise.withResolvers<void>()
    storage.onStored = () => {
      backend.commit(batch(set('b')))
      storage.onStored = undefined
      storage.faults.push({ error: FAULT, after: 'nothing' })
      resolve()
    }
    await promise
    await expect(backend.flush()).rejects.toThrow(failure('STORAGE_FAILED'))
    storage.faults.push({ error: FAULT, after: 'nothing' })
    await expect(backend.close()).rejects.toThrow(failure('STORAGE_FAILED'))
    const { tab } = await open(name)
    expect(await contents(tab)).toEqual(['a=value'])
    expect((await tab.health()).incidents).toEqual([])
  })

  test('leaves word of what failed, and takes it back when it is stored after all', async () => {
    const { backend, storage, words } = await openSync()
    const { begun, fail } = late(storage)
    backend.commit(batch(set('a')))
    await begun
    words.leave()
    expect([...words.spoken.keys()]).toEqual(['word 1'])
    fail()
    await expect(backend.flush()).rejects.toThrow(failure('STORAGE_FAILED'))
    expect([...words.spoken.keys()]).toEqual(['word 2'])
    expect([...words.spoken.values()].map(({ batches }) => batches)).toEqual([[batch(set('a'))]])
    await backend.flush()
    expect([...words.spoken]).toEqual([])
  })

  test('takes back the word of what turns out to be stored', async () => {
    const { backend, storage, words } = await openSync()
    storage.faults.push({ error: LATE, after: 'stored' })
    backend.commit(batch(set('a')))
    await Promise.resolve()
    await Promise.resolve()
    words.leave()
    await expect(backend.flush()).rejects.toThrow(failure('TIMEOUT'))
    expect(words.spoken.size).toBe(1)
    expect(backend.health().unsaved).toBe(1)
    await backend.flush()
    expect([...words.spoken]).toEqual([])
    expect(backend.logged).toBe(1)
  })
})

/** Words that a test listens to. */
function fakeWords(): LastWords & { readonly spoken: Map<string, Word>; leave(): void } {
  const listeners: (() => void)[] = []
  const spoken = new Map<string, Word>()
  let ids = 0
  let isLeaving = false
  return {
    get isLeaving() {
      return isLeaving
    },
    ready: Promise.resolve(),
    spoken,
    leave() {
      isLeaving = true
      for (const listener of listeners) listener()
    },
    onLeaving: (listener) => (listeners.push(listener), () => undefined),
    newId: () => `word ${++ids}`,
    speak: (word) => (spoken.set(word.id, word), true),
    unspeak: (id) => void spoken.delete(id),
    hear: async () => 0,
    close: () => undefined,
  }
}

function fakeLocalStorage(): Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> {
  const items = new Map<string, string>()
  return {
    getItem: (key) => items.get(key) ?? null,
    setItem: (key, value) => void items.set(key, value),
    removeItem: (key) => void items.delete(key),
  }
}
