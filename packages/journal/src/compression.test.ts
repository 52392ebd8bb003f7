import { type AsyncStore, asyncStore, type EngineKind, syncStore } from '@kvasir/core'
import { memoryKind } from '@kvasir/memory'
import { sqljsKind } from '@kvasir/sqlite/sqljs'
import * as fake from 'fake-indexeddb'
import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { type Checkpoint, indexedDbStorage, journal, type JournalOptions, syncJournal } from './index.ts'
import { FaultyStorage } from './testing/faulty-storage.ts'

Object.assign(globalThis, fake)
afterEach(() => void vi.unstubAllGlobals())

let databases = 0
const newName = (): string => `compression ${databases++}`
const failure = (code: string): Error => expect.objectContaining({ code })

const TEXT = 'the same text again and again, '.repeat(20)
/** The version of the frame that a stored piece is. */
const isPacked = (piece: Uint8Array): boolean => piece[7] === 2

type Options = Partial<JournalOptions>

async function open(name: string, options: Options = {}): Promise<AsyncStore> {
  const store = asyncStore(await journal({ name, engine: memoryKind, ...options }))
  onTestFinished(() => store.close())
  return store
}

/** Resolves with the next checkpoint that follows a write of so many bytes. */
function nextCheckpoint(logBytes: number): {
  readonly options: Options
  readonly taken: Promise<Checkpoint>
} {
  const { promise, resolve } = Promise.withResolvers<Checkpoint>()
  return { options: { checkpoints: { logBytes, onCheckpoint: resolve } }, taken: promise }
}

async function fill(store: AsyncStore, ...names: readonly string[]): Promise<void> {
  for (const name of names) {
    await store
      .namespace(name)
      .putMany(Array.from({ length: 300 }, (_, i) => [`${i}`, `${i} ${TEXT}`] as const))
  }
}

/** Makes a journal whose snapshot holds two namespaces, and closes it; answers the size of the snapshot. */
async function checkpointed(name: string, options: Options = {}, compression = false): Promise<number> {
  const { options: early, taken } = nextCheckpoint(250_000)
  const store = asyncStore(await journal({ name, engine: memoryKind, ...early, ...options }))
  await store.createNamespace('asks', { compression })
  await fill(store, 'other', 'asks')
  const checkpoint = await taken
  await store.close()
  if (!checkpoint.ok) throw checkpoint.error
  return checkpoint.bytes
}

async function storedPieces(
  name: string,
  { engine = memoryKind }: Options = {},
): Promise<readonly Uint8Array[]> {
  const storage = indexedDbStorage({ name })
  const { snapshot } = await storage.load(engine.name)
  await storage.close()
  return snapshot?.pieces ?? []
}

async function expectWhole(name: string, options: Options = {}): Promise<void> {
  const store = await open(name, options)
  for (const namespace of ['asks', 'other']) {
    expect(await store.namespace(namespace).count()).toBe(300)
    expect(await store.namespace(namespace).get('299')).toBe(`299 ${TEXT}`)
  }
  await store.close()
}

describe('a snapshot', () => {
  test('is compressed where its namespaces ask for it, and only there', async () => {
    const name = newName()
    await checkpointed(name, {}, true)
    const pieces = await storedPieces(name)
    // The registry, the two namespaces, the rest.
    expect(pieces.map(isPacked)).toContain(false)
    expect(pieces.filter(isPacked).length).toBeGreaterThan(0)
    const plain = pieces.filter((piece) => !isPacked(piece)).map((piece) => new TextDecoder().decode(piece))
    expect(plain.join('').split(TEXT).length - 1).toBe(300)
    await expectWhole(name)
  })

  test('is not compressed where nobody asks for it', async () => {
    const name = newName()
    await checkpointed(name)
    expect((await storedPieces(name)).some(isPacked)).toBe(false)
    await expectWhole(name)
  })

  test.each<readonly [string, () => EngineKind]>([
    ['memory', () => memoryKind],
    ['sql.js', () => sqljsKind()],
  ])(
    'of %s takes a fraction of the room when all of it is compressed, and is read without the option',
    async (_, kind) => {
      const engine = kind()
      const [plain, packed] = [newName(), newName()]
      const bytes = await checkpointed(plain, { engine })
      expect(await checkpointed(packed, { engine, compression: true })).toBeLessThan(bytes / 5)
      const sizes = await Promise.all(
        [plain, packed].map(async (name) =>
          (await storedPieces(name, { engine })).reduce((sum, { length }) => sum + length, 0),
        ),
      )
      expect(sizes[1]!).toBeLessThan(sizes[0]! / 5)
      await expectWhole(packed, { engine })
      await expectWhole(plain, { engine, compression: true })
    },
  )

  test('of SQLite is compressed whole when one namespace asks for it', async () => {
    const name = newName()
    const engine = sqljsKind()
    await checkpointed(name, { engine }, true)
    const pieces = await storedPieces(name, { engine })
    expect(pieces.length).toBeGreaterThan(0)
    expect(pieces.every(isPacked)).toBe(true)
    await expectWhole(name, { engine })
  })

  test('is not compressed where the journal is told not to, whatever a namespace asks for', async () => {
    const name = newName()
    await checkpointed(name, { compression: false }, true)
    expect((await storedPieces(name)).some(isPacked)).toBe(false)
  })

  test('follows the setting of its namespaces as it is at the moment', async () => {
    const name = newName()
    await checkpointed(name, {}, true)
    const { options, taken } = nextCheckpoint(1)
    const store = await open(name, options)
    await store.createNamespace('asks', { ifExists: 'update', compression: false })
    expect(await taken).toMatchObject({ ok: true })
    await store.close()
    expect((await storedPieces(name)).some(isPacked)).toBe(false)
    await expectWhole(name)
  })

  test('of a synchronous journal is compressed, too', async () => {
    const name = newName()
    const { options, taken } = nextCheckpoint(100_000)
    const backend = await syncJournal({ name, engine: memoryKind, ...options })
    const store = syncStore(backend)
    store.createNamespace('asks', { compression: true })
    for (let i = 0; i < 300; i++) store.namespace('asks').put(`${i}`, `${i} ${TEXT}`)
    expect(await taken).toMatchObject({ ok: true })
    await backend.close()
    expect((await storedPieces(name)).some(isPacked)).toBe(true)
    const again = await open(name)
    expect(await again.namespace('asks').get('299')).toBe(`299 ${TEXT}`)
  })

  test('holds what was written while its pieces were compressed and stored', async () => {
    const name = newName()
    const storage = new FaultyStorage(indexedDbStorage({ name }))
    const { options, taken } = nextCheckpoint(250_000)
    const store = await open(name, { ...options, storage, compression: true })
    let written = 0
    storage.onPiece = async () => {
      const number = written++
      await store.namespace('during').put(`${number}`, number)
      await store.namespace('other').put(`${number}`, 'over')
      await store.namespace('asks').delete(`${number}`)
    }
    await fill(store, 'other', 'asks')
    expect(await taken).toMatchObject({ ok: true })
    await store.close()
    const again = await open(name)
    expect(written).toBeGreaterThan(2)
    expect(await again.namespace('during').count()).toBe(written)
    expect(await again.namespace('asks').count()).toBe(300 - written)
    expect(await again.namespace('other').get(`${written - 1}`)).toBe('over')
  })

  test('that replaces everything is compressed when a namespace in it asks', async () => {
    const source = newName()
    await checkpointed(source, {}, true)
    const from = await journal({ name: source, engine: memoryKind })
    const name = newName()
    const to = await journal({ name, engine: memoryKind })
    await to.rewrite(async () => await from.snapshot())
    await Promise.all([from.close(), to.close()])
    expect((await storedPieces(name)).some(isPacked)).toBe(true)
    await expectWhole(name)
  })
})

/** Changes the bytes of a stored piece. */
async function changePiece(name: string, change: (piece: Uint8Array) => Uint8Array): Promise<void> {
  const opening = indexedDB.open(name)
  await new Promise((resolve) => opening.addEventListener('success', resolve))
  const store = opening.result.transaction('journal', 'readwrite').objectStore('journal')
  const reading = store.openCursor(IDBKeyRange.bound(['piece'], ['piece', []]))
  let isDone = false
  reading.addEventListener('success', () => {
    const cursor = reading.result
    if (cursor === null) return
    const piece = cursor.value as Uint8Array
    if (isPacked(piece) && !isDone) {
      isDone = true
      cursor.update(change(piece))
    }
    cursor.continue()
  })
  await new Promise((resolve) => store.transaction.addEventListener('complete', resolve))
  opening.result.close()
}

describe('a compressed piece', () => {
  test.each<readonly [string, (piece: Uint8Array) => Uint8Array]>([
    ['that is torn', (piece) => piece.slice(0, piece.length >> 1)],
    ['that has lost its end', (piece) => piece.slice(0, -1)],
    ['with a changed byte', (piece) => piece.with(piece.length - 5, piece.at(-5)! ^ 1)],
    ['that claims not to be one', (piece) => piece.with(7, 1)],
  ])('%s is DAMAGED, is left as it is, and can be put aside', async (_, change) => {
    const name = newName()
    await checkpointed(name, {}, true)
    await changePiece(name, change)
    await expect(journal({ name, engine: memoryKind })).rejects.toThrow(failure('DAMAGED'))
    expect((await storedPieces(name)).length).toBeGreaterThan(0)
    const store = await open(name, { whenDamaged: 'setAside' })
    expect((await store.health()).incidents).toMatchObject([{ kind: 'damaged' }])
    await store.namespace('n').put('k', 1)
  })

  test('of a newer version is UNSUPPORTED_DATABASE, and stays', async () => {
    const name = newName()
    await checkpointed(name, {}, true)
    await changePiece(name, (piece) => piece.with(7, 3))
    const opening = journal({ name, engine: memoryKind, whenDamaged: 'setAside' })
    await expect(opening).rejects.toThrow(failure('UNSUPPORTED_DATABASE'))
  })
})

describe('where there is no CompressionStream', () => {
  test('a journal that is to compress everything does not open', async () => {
    vi.stubGlobal('CompressionStream', undefined)
    const opening = journal({ name: newName(), engine: memoryKind, compression: true })
    await expect(opening).rejects.toThrow(failure('UNAVAILABLE'))
  })

  test('a checkpoint for a namespace that asks is taken without, and health() tells once', async () => {
    vi.stubGlobal('CompressionStream', undefined)
    const name = newName()
    const { options, taken } = nextCheckpoint(250_000)
    const store = await open(name, options)
    await store.createNamespace('asks', { compression: true })
    await fill(store, 'other', 'asks')
    expect(await taken).toMatchObject({ ok: true })
    expect((await store.health()).incidents).toMatchObject([{ kind: 'uncompressed' }])
    await store.close()
    expect((await storedPieces(name)).some(isPacked)).toBe(false)
    await expectWhole(name)
  })

  test('what is compressed is UNAVAILABLE, and left as it is', async () => {
    const name = newName()
    await checkpointed(name, {}, true)
    vi.stubGlobal('CompressionStream', undefined)
    const opening = journal({ name, engine: memoryKind, whenDamaged: 'setAside' })
    await expect(opening).rejects.toThrow(failure('UNAVAILABLE'))
    vi.unstubAllGlobals()
    await expectWhole(name)
  })
})
