import {
  connect,
  type Connection,
  type Database,
  type Hearer,
  type LastWords,
  lastWords,
  type ReplayBackend,
} from '@kvasir/browser'
import {
  CommitListeners,
  isKvasirError,
  KvasirError,
  type Backend,
  type Batch,
  type Capabilities,
  type Commit,
  type Health,
  type Incident,
  type Row,
  type Scan,
  type Stat,
  type Tally,
} from '@kvasir/core'
import type { Commitment } from './commitment.ts'
import { readLedger } from './commits.ts'
import { type Neighbours, neighboursOf } from './neighbours.ts'
import { Recovery } from './recovery.ts'
import { Rows } from './rows.ts'
import { createIndexes, EXPIRY, REVISION } from './stored-row.ts'
import { Unsaved } from './unsaved.ts'

export interface IndexedDbOptions {
  /** Of the database, which is created when there is none; no other library may use the same. */
  readonly name: string
  /** Tells which rows have expired when there is no room for others: epoch milliseconds, `Date.now` unless given. */
  readonly clock?: (() => number) | undefined
}

/**
 * A backend that keeps its rows in IndexedDB: for data larger than memory, and for many tabs at once.
 *
 * Nothing is opened before the first operation, which throws `UNAVAILABLE` where the browser has no IndexedDB
 * for this page, and `UNSUPPORTED_DATABASE` when the database is of a newer version or not Kvasir's. What is
 * asked for in one tick shares a transaction; when that fails, all of it throws `STORAGE_FAILED`, or
 * `QUOTA_EXCEEDED` when there is no room even after expired rows were removed. `BLOCKED` and `TIMEOUT` say that the
 * browser did not answer in time.
 *
 * A page that is being left stores its commits beside the database, too, and the next one to open it replays
 * those that have not arrived.
 *
 * @example
 * const store = asyncStore(indexeddb({ name: 'my-app' }))
 */
export function indexeddb({ name, clock = Date.now }: IndexedDbOptions): Backend<'async'> {
  return new IndexedDbBackend(name, clock)
}

class IndexedDbBackend implements Backend<'async'> {
  readonly name = 'indexeddb'
  readonly mode = 'async'
  readonly capabilities: Capabilities = {
    persistent: true,
    consistency: 'strong',
    clone: true,
    memorySide: false,
  }
  readonly #database: string
  readonly #clock: () => number
  readonly #connection: Connection
  readonly #rows: Rows
  readonly #incidents: Incident[] = []
  readonly #listeners = new CommitListeners()
  #neighbours: Neighbours | undefined
  #words: LastWords | undefined
  #unsaved: Unsaved | undefined
  #recovery: Recovery | undefined
  #opening: Promise<void> | undefined
  #isOpen = false
  #closing: Promise<void> | undefined
  #hasEnded = false

  constructor(name: string, clock: () => number) {
    this.#database = name
    this.#clock = clock
    this.#connection = connect(databaseNamed(name), { onDelete: () => this.#forget() })
    this.#rows = new Rows(this.#connection, clock, {
      writing: () => this.#neighbours?.tell(),
      written: () => this.#listeners.tell(),
    })
  }

  get(space: number, key: string): Promise<Row | undefined> {
    return this.#pass(() => this.#rows.get(space, key))
  }

  getMany(space: number, keys: readonly string[]): Promise<readonly (Row | undefined)[]> {
    return this.#pass(() => this.#rows.getMany(space, keys))
  }

  scan(scan: Scan): Promise<readonly Row[]> {
    return this.#pass(() => this.#rows.scan(scan))
  }

  commit(batch: Batch): Promise<Commit> {
    if (this.#closing !== undefined) return Promise.reject(closed())
    const unsaved = this.#listen()
    const commitment: Commitment = { batch }
    unsaved.announce(commitment)
    return unsaved.follow(
      commitment,
      this.#pass(() => {
        const commit = this.#rows.commit(commitment)
        if (this.#words?.isLeaving === true) this.#rows.hurry()
        return commit
      }),
    )
  }

  stat(tally: Tally): Promise<Stat> {
    return this.#pass(() => this.#rows.stat(tally))
  }

  onCommit(listener: () => void): () => void {
    if (this.#closing !== undefined) throw closed()
    this.#meet()
    return this.#listeners.add(listener)
  }

  async flush(): Promise<void> {
    if (this.#closing !== undefined) throw closed()
    await this.#unsaved?.saved()
  }

  async health(): Promise<Health> {
    return {
      storage: 'indexeddb',
      unsaved: this.#unsaved?.size ?? 0,
      failure: this.#unsaved?.failure,
      role: 'peer',
      incidents: [...this.#incidents],
    }
  }

  close(): Promise<void> {
    this.#closing ??= this.#end()
    return this.#closing
  }

  async #end(): Promise<void> {
    // Whoever has issued something is told when it fails.
    await this.#opening?.catch(() => undefined)
    await this.#rows.ended()
    this.#recovery?.mark('exactly')
    const marked = this.#recovery?.end()
    this.#words?.close()
    // A replay may be under way; what it does not come to is kept.
    this.#hasEnded = true
    await this.#rows.ended()
    this.#neighbours?.close()
    this.#listeners.clear()
    this.#connection.close()
    await marked
  }

  /** Does something once the database is open and the words of those before are heard. */
  #pass<T>(operation: () => Promise<T>): Promise<T> {
    if (this.#closing !== undefined) return Promise.reject(closed())
    return this.#isOpen ? operation() : this.#ready().then(operation)
  }

  #ready(): Promise<void> {
    if (this.#opening !== undefined) return this.#opening
    const opening = this.#open()
    this.#opening = opening
    opening.then(
      () => (this.#isOpen = true),
      () => (this.#opening = undefined),
    )
    return opening
  }

  async #open(): Promise<void> {
    this.#listen()
    const ledger = await this.#connection.useStore('readonly', readLedger)
    if (ledger === undefined) this.#incidents.push(...((await this.#recovery?.restore()) ?? []))
    else this.#rows.revisions.generation = ledger.generation
    const later: Hearer = {
      heard: (batches) => this.#recovered(batches),
      failed: (error) => this.#notHeard(error),
    }
    try {
      this.#recovered((await this.#words?.hear(this.#beforeOthers(), later)) ?? 0)
    } catch (error) {
      // The words are kept, and what is in the database can be had all the same.
      this.#notHeard(error)
    }
  }

  /** Listens to the page from the first operation on. */
  #listen(): Unsaved {
    if (this.#unsaved !== undefined) return this.#unsaved
    this.#meet()
    const words = lastWords(this.#database)
    const unsaved = new Unsaved(words, this.#rows.revisions, () => this.#recovery?.mark())
    words.onLeaving(() => {
      unsaved.speakAll()
      this.#rows.hurry()
      this.#recovery?.mark('exactly')
    })
    this.#words = words
    this.#recovery = new Recovery(this.#database, this.#connection, this.#rows.revisions, this.#clock)
    this.#unsaved = unsaved
    return unsaved
  }

  #meet(): void {
    this.#neighbours ??= neighboursOf(this.#database, () => this.#listeners.tell())
  }

  /** This backend for a replay, which goes before everything else. */
  #beforeOthers(): ReplayBackend {
    const rows = this.#rows
    const ask = async <T>(operation: () => Promise<T>): Promise<T> => {
      if (this.#hasEnded) throw closed()
      return await operation()
    }
    return {
      getMany: (space, keys) => ask(() => rows.getMany(space, keys)),
      scan: (scan) => ask(() => rows.scan(scan)),
      commit: (batch) => ask(() => rows.commit({ batch })),
      flush: () => ask(() => rows.ended()),
    }
  }

  /** Somebody deletes the database while it is open here: that is no loss to be made good. */
  #forget(): void {
    this.#recovery?.forget().catch((error: unknown) => this.#notHeard(error))
  }

  #notHeard(error: unknown): void {
    if (!isKvasirError(error)) return reportError(error)
    if (error.code === 'DAMAGED') this.#note('damaged', error.message)
    else if (this.#unsaved !== undefined) this.#unsaved.failure = error
  }

  #note(kind: Incident['kind'], message: string): void {
    this.#incidents.push({ kind, at: this.#clock(), message })
  }

  #recovered(batches: number): void {
    if (batches === 0) return
    this.#note('recovered', `Writes of a page that was left are stored now: ${batches} commits.`)
  }
}

function closed(): KvasirError {
  return new KvasirError('CLOSED', 'The store is closed.')
}

/** The layout: one object store, with an index over the rows that expire and one over all. */
function databaseNamed(name: string): Database {
  return {
    name,
    version: 1,
    store: 'rows',
    create: (database, store) => createIndexes(database.createObjectStore(store)),
    isKnown: ({ indexNames }) => indexNames.contains(EXPIRY) && indexNames.contains(REVISION),
  }
}
