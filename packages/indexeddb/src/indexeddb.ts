import {
  KvasirError,
  type Backend,
  type Batch,
  type Capabilities,
  type Commit,
  type Health,
  type Row,
  type Scan,
  type Stat,
  type Tally,
} from '@kvasir/core'
import { promisifyRequest } from 'idb-keyval'
import { connect, type Connection, type Database } from '@kvasir/browser'
import { readPage } from './page.ts'
import { Revisions } from './revisions.ts'
import { toStoredKey } from './stored-key.ts'
import { EXPIRY, toRow, type StoredRow } from './stored-row.ts'
import { countSpan } from './tally.ts'
import { runTransaction, type Task } from './transaction.ts'

export interface IndexedDbOptions {
  /** Of the database, which is created when there is none; no other library may use the same. */
  readonly name: string
}

/**
 * A backend that keeps its rows in IndexedDB: for data larger than memory, and for many tabs at once.
 *
 * Nothing is opened before the first operation, which throws `UNAVAILABLE` where the browser has no IndexedDB
 * for this page, and `UNSUPPORTED_DATABASE` when the database is of a newer version or not Kvasir's. What is
 * asked for in one tick shares a transaction; when that fails, all of it throws `STORAGE_FAILED`.
 *
 * @example
 * const store = asyncStore(indexeddb({ name: 'my-app' }))
 */
export function indexeddb(options: IndexedDbOptions): Backend<'async'> {
  return new IndexedDbBackend(options.name)
}

/** What is issued in one tick and shares a transaction. */
interface Tick {
  readonly tasks: Task[]
  /** In the order of the tasks. */
  readonly answers: Promise<unknown[]>
}

class IndexedDbBackend implements Backend<'async'> {
  readonly name = 'indexeddb'
  readonly mode = 'async'
  readonly capabilities: Capabilities = { persistent: true, consistency: 'strong' }
  readonly #connection: Connection
  readonly #revisions = new Revisions()
  #tick: Tick | undefined
  /** Resolves when the next transaction may begin. */
  #decided: Promise<unknown> = Promise.resolve()
  /** Settles when all transactions so far have ended. */
  #ended: Promise<unknown> = Promise.resolve()
  #closing: Promise<void> | undefined

  constructor(name: string) {
    this.#connection = connect(databaseNamed(name))
  }

  get(space: number, key: string): Promise<Row | undefined> {
    return this.#issue((store) => readRow(store, space, key))
  }

  getMany(space: number, keys: readonly string[]): Promise<readonly (Row | undefined)[]> {
    return this.#issue((store) => Promise.all(keys.map((key) => readRow(store, space, key))))
  }

  scan(scan: Scan): Promise<readonly Row[]> {
    return this.#issue((store) => readPage(store, scan), scan.reverse)
  }

  commit(batch: Batch): Promise<Commit> {
    // What is in a range is read before anything is written: earlier commits must be in another transaction.
    return this.#issue(
      batch,
      batch.checks.some(({ kind }) => kind === 'range'),
    )
  }

  stat(tally: Tally): Promise<Stat> {
    return this.#issue((store) => countSpan(store, tally), tally.bytes)
  }

  async flush(): Promise<void> {
    if (this.#closing !== undefined) throw new KvasirError('CLOSED', 'The store is closed.')
    await this.#ended
  }

  async health(): Promise<Health> {
    return { storage: 'indexeddb', unsaved: 0, failure: undefined, role: 'peer', incidents: [] }
  }

  close(): Promise<void> {
    this.#closing ??= this.#ended.then(() => this.#connection.close())
    return this.#closing
  }

  /** `alone` is a task that goes on reading after its call, when others of its tick have written. */
  async #issue<T>(task: Task, alone = false): Promise<T> {
    if (this.#closing !== undefined) throw new KvasirError('CLOSED', 'The store is closed.')
    if (alone) this.#tick = undefined
    const { tasks, answers } = (this.#tick ??= this.#begin())
    if (alone) this.#tick = undefined
    const place = tasks.push(task) - 1
    return (await answers)[place] as T
  }

  #begin(): Tick {
    const tasks: Task[] = []
    const begun = this.#decided.then(() => {
      this.#tick = undefined
      return runTransaction(this.#connection.useStore, this.#revisions, tasks)
    })
    this.#decided = begun.then(({ decided }) => decided)
    const answers = begun.then(({ answers }) => answers)
    this.#ended = Promise.allSettled([this.#ended, answers])
    return { tasks, answers }
  }
}

async function readRow(store: IDBObjectStore, space: number, key: string): Promise<Row | undefined> {
  const row = await promisifyRequest<StoredRow | undefined>(store.get(toStoredKey({ space, key })))
  return row && toRow(key, row)
}

/** The layout: one object store, with an index over the rows that expire. */
function databaseNamed(name: string): Database {
  const store = 'rows'
  return {
    name,
    version: 1,
    store,
    create: (database) => database.createObjectStore(store).createIndex(EXPIRY, EXPIRY),
    isKnown: ({ indexNames }) => indexNames.contains(EXPIRY),
  }
}
