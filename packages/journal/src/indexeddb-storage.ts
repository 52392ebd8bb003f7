import { connect, type Connection, type Database, toStorageError } from '@kvasir/browser'
import { type Durability, KvasirError } from '@kvasir/core'
import { promisifyRequest } from 'idb-keyval'
import { type Head, isHead, type StoredHead } from './stored-head.ts'
import type { Appended, JournalStorage, LogRecord, SnapshotWriter, Stored, Tail } from './storage.ts'

/**
 * One object store has it all: the head; records under numbers that IndexedDB gives, which are their positions;
 * pieces of snapshots under `['piece', snapshot, number]`. As keys, numbers come before texts, and those before arrays.
 */
const STORE = 'journal'
const HEAD = 'head'
/** How far the first position of a journal is at the most from the last one of the journal before it. */
const FAR = 2 ** 32

/** A journal in IndexedDB, which any number of tabs and workers may have open. */
export function indexedDbStorage({ name }: { readonly name: string }): JournalStorage {
  return new IndexedDbStorage(name)
}

class IndexedDbStorage implements JournalStorage {
  readonly place = 'indexeddb'
  readonly isShared = true
  readonly damage = undefined
  onDeleted: (() => void) | undefined
  readonly #connection: Connection
  readonly #name: string
  /** Of the journal that was opened. */
  #generation: string | undefined
  /** Whether there is another journal in its place. */
  #isReplaced = false

  constructor(name: string) {
    this.#name = name
    this.#connection = connect(databaseNamed(name), { onDelete: () => this.onDeleted?.() })
  }

  async load(engine: string): Promise<Stored> {
    const stored = await this.#run('readwrite', async (store): Promise<Stored> => {
      const [found, records] = await Promise.all([
        promisifyRequest<Head | undefined>(store.get(HEAD)),
        readRecords(store, 0),
      ])
      if (this.#generation !== undefined) this.#check(found)
      if (found === undefined) {
        if (records.length > 0) throw damaged(this.#name, 'it has no head')
        return await create(store, engine)
      }
      if (!isHead(found)) throw damaged(this.#name, 'its head is something else')
      if (found.engine !== engine) throw otherEngine(this.#name, found.engine, engine)
      const { generation, snapshot } = found
      const origin = found.origin ?? records[0]?.position ?? 0
      if (snapshot === undefined) return { generation, isNew: false, origin, snapshot, records }
      const pieces = await promisifyRequest<Uint8Array[]>(store.getAll(piecesOf(snapshot.id)))
      if (pieces.length !== snapshot.pieces) throw damaged(this.#name, 'its snapshot lacks pieces')
      const { position } = snapshot
      return { generation, isNew: false, origin, snapshot: { position, engine, pieces }, records }
    })
    this.#generation = stored.generation
    return stored
  }

  read(after: number): Promise<Tail> {
    return this.#run('readonly', (store) => this.#readTail(store, after))
  }

  async append(after: number, frame: Uint8Array, durability: Durability): Promise<Appended> {
    const position = await this.#run(
      'readwrite',
      async (store) => {
        const added = promisifyRequest(store.add(frame))
        await Promise.all([added, complete(store)])
        return (await added) as number
      },
      durability,
    )
    if (position === after + 1) return { position, between: { start: 0, records: [] } }
    const { start, records } = await this.read(after).catch((error: unknown) => {
      throw this.#isReplaced ? error : uncertain(error)
    })
    return { position, between: { start, records: records.filter((record) => record.position < position) } }
  }

  exchange(
    after: number,
    decide: (others: Tail) => Uint8Array | undefined,
    durability: Durability,
  ): Promise<number | undefined> {
    return this.#run(
      'readwrite',
      async (store) => {
        const frame = decide(await this.#readTail(store, after))
        if (frame === undefined) return undefined
        const added = promisifyRequest(store.add(frame))
        await Promise.all([added, complete(store)])
        return (await added) as number
      },
      durability,
    )
  }

  begin(): SnapshotWriter {
    const id = crypto.randomUUID()
    let pieces = 0
    return {
      write: (piece) =>
        this.#run('readwrite', async (store) => {
          store.put(piece, ['piece', id, pieces])
          await complete(store)
          pieces++
        }),
      adopt: (position) =>
        this.#run('readwrite', async (store) => {
          await this.#adopt(store, { id, position, pieces })
          await complete(store)
        }),
      replace: (after, frame) =>
        this.#run(
          'readwrite',
          async (store) => {
            const { start, records } = await this.#readTail(store, after)
            if (start > after || records.length > 0) return undefined
            const position = (await promisifyRequest(store.add(frame))) as number
            if (await this.#adopt(store, { id, position, pieces })) {
              await complete(store)
              return position
            }
            store.transaction.abort()
            throw new KvasirError('STORAGE_FAILED', 'Another tab has removed what was to replace everything.')
          },
          'strict',
        ),
      discard: () =>
        this.#run('readwrite', async (store) => {
          const head = await promisifyRequest<Head | undefined>(store.get(HEAD))
          // It may have been adopted although that was given up.
          if (head?.snapshot?.id !== id) store.delete(piecesOf(id))
          await complete(store)
        }),
    }
  }

  setAside(): Promise<string> {
    return this.#run('readwrite', async (store) => {
      const name = `rescue-${new Date().toISOString()}`
      const [keys, values] = await Promise.all([
        promisifyRequest(store.getAllKeys(everything())),
        promisifyRequest<unknown[]>(store.getAll(everything())),
      ])
      keys.forEach((key, i) => store.put(values[i], ['rescue', name, key]))
      store.delete(everything())
      await complete(store)
      this.#generation = undefined
      return name
    })
  }

  async close(): Promise<void> {
    this.#connection.close()
  }

  async #readTail(store: IDBObjectStore, after: number): Promise<Tail> {
    const [head, records] = await Promise.all([
      promisifyRequest<Head | undefined>(store.get(HEAD)),
      readRecords(store, after),
    ])
    this.#check(head)
    return { start: head.snapshot?.position ?? 0, records }
  }

  /** Answers false when another tab has come first or further; then these pieces are removed instead. */
  async #adopt(store: IDBObjectStore, snapshot: StoredHead): Promise<boolean> {
    const { id, position, pieces } = snapshot
    const head = await promisifyRequest<Head | undefined>(store.get(HEAD))
    this.#check(head)
    const keys = await promisifyRequest(store.getAllKeys(everyPiece()))
    const ours = keys.filter((key) => (key as [string, string])[1] === id)
    // Who comes first removes the pieces of others.
    const isWhole = ours.length === pieces && position >= (head.snapshot?.position ?? 0)
    if (isWhole) {
      store.put({ ...head, snapshot } satisfies Head, HEAD)
      store.delete(IDBKeyRange.bound(0, position))
    }
    for (const key of keys) if (ours.includes(key) !== isWhole) store.delete(key)
    return isWhole
  }

  /** Throws unless it is the head of the journal that was opened. */
  #check(head: Head | undefined): asserts head is Head {
    this.#isReplaced = head === undefined || head.generation !== this.#generation
    if (this.#isReplaced) throw replaced(this.#name)
  }

  async #run<T>(
    mode: IDBTransactionMode,
    body: (store: IDBObjectStore) => Promise<T>,
    durability?: Durability,
  ): Promise<T> {
    try {
      return await this.#connection.useStore(mode, body, durability)
    } catch (error) {
      throw await toStorageError(error)
    }
  }
}

async function create(store: IDBObjectStore, engine: string): Promise<Stored> {
  const generation = crypto.randomUUID()
  // Positions are far from those of any other journal of this name: a tab that still has that one open sees at its
  // next append that there is a gap, looks into it, and finds another generation.
  const next = (await promisifyRequest(store.add(0))) as number
  const last = next + 1 + Math.floor(Math.random() * FAR)
  store.put(0, last)
  store.delete(IDBKeyRange.bound(next, last))
  store.put({ generation, engine, origin: last } satisfies Head, HEAD)
  await complete(store)
  return { generation, isNew: true, origin: last, snapshot: undefined, records: [] }
}

async function readRecords(store: IDBObjectStore, after: number): Promise<LogRecord[]> {
  const behind = IDBKeyRange.bound(after, Infinity, true)
  const [positions, frames] = await Promise.all([
    promisifyRequest(store.getAllKeys(behind)),
    promisifyRequest<Uint8Array[]>(store.getAll(behind)),
  ])
  return frames.map((frame, i) => ({ position: positions[i] as number, frame }))
}

/** Commits the transaction; resolves when it is complete. */
function complete({ transaction }: IDBObjectStore): Promise<void> {
  // Left to itself, the browser first answers the last request, and forgets all when the page is left meanwhile.
  transaction.commit()
  return new Promise((resolve, reject) => {
    transaction.addEventListener('complete', () => resolve())
    transaction.addEventListener('abort', () => reject(transaction.error))
  })
}

function piecesOf(snapshot: string): IDBKeyRange {
  return IDBKeyRange.bound(['piece', snapshot], ['piece', snapshot, []])
}

function everyPiece(): IDBKeyRange {
  return IDBKeyRange.bound(['piece'], ['piece', []])
}

/** Everything but what was put aside. */
function everything(): IDBKeyRange {
  return IDBKeyRange.upperBound(['rescue'], true)
}

function otherEngine(name: string, found: string, wanted: string): KvasirError {
  return new KvasirError(
    'UNSUPPORTED_DATABASE',
    `The journal '${name}' is of the engine ${found}, not ${wanted}: open it with that, or choose another name.`,
  )
}

function replaced(name: string): KvasirError {
  return new KvasirError(
    'STORAGE_FAILED',
    `Another journal has taken the place of '${name}' while it was open: open the store again.`,
  )
}

/** Why it is not known whether a record that was stored counts. */
function uncertain(cause: unknown): KvasirError {
  return new KvasirError(
    'TIMEOUT',
    `This was stored, but it could not be read whether another tab came first: ${String(cause)}`,
    { cause },
  )
}

function damaged(name: string, how: string): KvasirError {
  return new KvasirError('DAMAGED', `The journal '${name}' cannot be read: ${how}.`)
}

function databaseNamed(name: string): Database {
  return {
    name,
    version: 1,
    store: STORE,
    create: (database, store) => database.createObjectStore(store, { autoIncrement: true }),
    isKnown: ({ autoIncrement, keyPath }) => autoIncrement && keyPath === null,
  }
}
