import { KvasirError, type Durability } from '@kvasir/core'
import type { Database } from './connection/database.ts'
import { Opening } from './connection/opening.ts'
import { backoff, PATIENCE, type Patience, TRIES } from './connection/patience.ts'
import { systemTimer, type Timer } from './connection/timer.ts'
import { nameOf, toStorageError } from './storage-error.ts'

/**
 * idb-keyval's `UseStore`, with the durability of the transaction as an addition: idb-keyval's functions take
 * one of these as their last argument.
 */
export type DurableUseStore = <T>(
  mode: IDBTransactionMode,
  callback: (store: IDBObjectStore) => T | PromiseLike<T>,
  durability?: Durability,
) => Promise<T>

export interface TransactOptions {
  /** `relaxed` unless given. */
  readonly durability?: Durability | undefined
  /** The object stores that it is about; all of the database unless given. */
  readonly stores?: readonly string[] | undefined
}

export interface ConnectOptions {
  readonly patience?: Partial<Patience> | undefined
  readonly timer?: Timer | undefined
  /** Called when somebody deletes the database while it is open, before this connection makes way. */
  readonly onDelete?: (() => void) | undefined
}

/** A connection to a database that is opened when it is used, and again whenever it was closed. */
export interface Connection {
  /**
   * Runs `callback` in a transaction of its own, and answers what it answers. Opens the database when it is not
   * open: for the first time, or after it was closed by {@link Connection.close}, by the browser, or because
   * somebody deletes or upgrades the database. When it is open, `callback` is called in the call itself.
   *
   * When the browser has lost the connection, or fails to open the database for reasons of its own, it is tried
   * again, up to five times in all, first at once or after 50 ms, then after twice as long each time. `callback`
   * may so be called again, with another transaction: only when the one before has certainly written nothing,
   * and, unless it only reads, nothing that was asked for later has been written. So it must not do lasting
   * things elsewhere before it has answered. What is asked for meanwhile waits, and keeps its order.
   *
   * Throws what `callback` throws, with a DOMException, like the failure of the transaction, as the cause of
   * `STORAGE_FAILED` or `QUOTA_EXCEEDED`. Throws `TIMEOUT` when the transaction neither completes nor aborts
   * in time, and when the browser does not answer a request to open the database; `BLOCKED` when another tab
   * keeps it from being upgraded; `UNAVAILABLE` when the browser has no IndexedDB for this page;
   * `UNSUPPORTED_DATABASE` when the database is of a newer version or not of this layout; and `STORAGE_FAILED` when it
   * is not there any more.
   */
  readonly transact: <T>(
    mode: IDBTransactionMode,
    callback: (transaction: IDBTransaction) => T | PromiseLike<T>,
    options?: TransactOptions,
  ) => Promise<T>
  /** {@link Connection.transact} with the first of the object stores. */
  readonly useStore: DurableUseStore
  /**
   * Begins a transaction in the call itself, for a page that is being left; undefined while the database is
   * not open, or others wait for it. It is never run again, and whoever calls listens to its events.
   */
  now(mode: IDBTransactionMode, options?: TransactOptions): IDBTransaction | undefined
  /** Closes the connection once what was asked for has ended. */
  close(): void
}

/** A connection to a database; nothing is opened before it is used. */
export function connect(target: Database, options: ConnectOptions = {}): Connection {
  return new LastingConnection(target, options)
}

/** Something that is to be run in a transaction. */
interface Job {
  /** In the order of the calls. */
  readonly number: number
  readonly mode: IDBTransactionMode
  readonly options: TransactOptions
  readonly callback: (transaction: IDBTransaction) => unknown
  readonly resolve: (answer: never) => void
  readonly reject: (error: unknown) => void
  tries: number
}

/** A transaction that is to end in bounded time. */
interface Watch {
  /** Whether it was there already at the last round. */
  isOld: boolean
  readonly expire: () => void
}

class LastingConnection implements Connection {
  readonly #target: Database
  readonly #patience: Patience
  readonly #timer: Timer
  readonly #onDelete: (() => void) | undefined
  /** While it is open and known to work. */
  #database: IDBDatabase | undefined
  #opening: Opening | undefined
  #wasOpen = false
  /** What waits for the database to be open, in the order of the numbers. */
  readonly #waiting: Job[] = []
  /** Those that the browser has closed, or that do not work any more. */
  readonly #broken = new WeakSet<IDBDatabase>()
  #isReaching = false
  #isClosing = false
  #jobs = 0
  /** The number of the newest job that has written for good. */
  #written = 0
  /** Failures in a row that a new try may mend. */
  #failures = 0
  /** Transactions that have not ended, or not answered if they only read. */
  readonly #watched = new Set<Watch>()
  #cancelRound: (() => void) | undefined
  #whenQuiet: (() => void) | undefined

  constructor(target: Database, { patience, timer = systemTimer, onDelete }: ConnectOptions) {
    this.#target = target
    this.#patience = { ...PATIENCE, ...patience }
    this.#timer = timer
    this.#onDelete = onDelete
  }

  readonly transact: Connection['transact'] = (mode, callback, options = {}) =>
    new Promise((resolve, reject) => {
      const job: Job = {
        number: ++this.#jobs,
        mode,
        options,
        callback,
        resolve: resolve as (answer: never) => void,
        reject,
        tries: 0,
      }
      if (this.#database !== undefined && !this.#isReaching) return this.#begin(this.#database, job)
      this.#waiting.push(job)
      void this.#reach()
    })

  readonly useStore: DurableUseStore = (mode, callback, durability) => {
    const [store] = this.#target.stores
    const options = { durability, stores: [store] }
    return this.transact(mode, (transaction) => callback(transaction.objectStore(store)), options)
  }

  now(mode: IDBTransactionMode, options: TransactOptions = {}): IDBTransaction | undefined {
    const database = this.#database
    if (database === undefined || this.#isReaching) return undefined
    try {
      const transaction = this.#transaction(database, mode, options)
      const number = ++this.#jobs
      const stop = this.#watch(database, transaction, number, () => undefined, abort)
      if (mode === 'readonly') transaction.addEventListener('complete', stop)
      return transaction
    } catch (error) {
      if (nameOf(error) !== 'InvalidStateError') throw error
      this.#lose(database)
      return undefined
    }
  }

  readonly close = (): void => {
    if (this.#waiting.length > 0) {
      this.#isClosing = true
      return
    }
    const database = this.#database
    if (database !== undefined) this.#lose(database)
    this.#opening?.abandon()
    this.#opening = undefined
    if (this.#watched.size > 0) return
    this.#cancelRound?.()
    this.#cancelRound = undefined
  }

  #transaction(
    database: IDBDatabase,
    mode: IDBTransactionMode,
    { stores = this.#target.stores, durability = 'relaxed' }: TransactOptions,
  ): IDBTransaction {
    return database.transaction(stores as string[], mode, { durability })
  }

  #begin(database: IDBDatabase, job: Job): void {
    let transaction: IDBTransaction
    job.tries++
    try {
      transaction = this.#transaction(database, job.mode, job.options)
    } catch (error) {
      // Closed since without an event: Safari does so to pages in the background.
      if (nameOf(error) === 'InvalidStateError') this.#retry(database, job, error)
      else this.#fail(job, error)
      return
    }
    let isSettled = false
    /** What the callback failed with, if the end of the transaction tells why. */
    let failure: unknown
    let hasFailed = false
    const settle = (how: () => void): void => {
      if (isSettled) return
      isSettled = true
      how()
    }
    let hasEnded = false
    const end = (outcome: 'complete' | 'abort'): void => {
      hasEnded = true
      if (outcome === 'complete') {
        this.#failures = 0
        if (hasFailed) settle(() => this.#fail(job, failure))
        return
      }
      settle(() => {
        const { error } = transaction
        if (this.#isLost(database, error)) this.#retry(database, job, error ?? failure ?? aborted())
        else this.#fail(job, error ?? failure ?? aborted())
      })
    }
    const giveUp = (): void => {
      hasEnded = true
      settle(() => {
        const { transaction: bound } = this.#patience
        job.reject(
          new KvasirError(
            'TIMEOUT',
            `IndexedDB has not answered for ${bound} ms: whether this was stored is unknown.`,
          ),
        )
      })
      abort(transaction)
    }
    const stop = this.#watch(database, transaction, job.number, end, giveUp)
    const answered = (answer: unknown): void => {
      if (job.mode === 'readonly') {
        stop()
        this.#failures = 0
      }
      settle(() => job.resolve(answer as never))
    }
    const failed = (error: unknown): void => {
      // Requests of a transaction that was aborted fail in many ways before it says so itself.
      hasFailed = !hasEnded && (error === null || error instanceof DOMException)
      if (hasFailed) {
        failure = error
        if (job.mode === 'readonly') transaction.addEventListener('complete', () => (stop(), end('complete')))
      } else {
        if (job.mode === 'readonly') stop()
        settle(() => this.#fail(job, error))
      }
    }
    // Nothing is awaited between the transaction and its first request: it would end in older Safaris.
    try {
      Promise.resolve(job.callback(transaction)).then(answered, failed)
    } catch (error) {
      failed(error)
    }
  }

  /**
   * Has `end` or, when neither happens in time, `giveUp` called. Answers how to stop that for a transaction that only
   * reads: nobody waits for its completion, and an event for it would make a single read slower by a twentieth.
   */
  #watch(
    database: IDBDatabase,
    transaction: IDBTransaction,
    number: number,
    end: (outcome: 'complete' | 'abort') => void,
    giveUp: (transaction: IDBTransaction) => void,
  ): () => void {
    const stop = (): boolean => {
      if (!this.#watched.delete(watch)) return false
      if (this.#watched.size === 0) this.#whenQuiet?.()
      return true
    }
    const watch: Watch = {
      isOld: false,
      expire: () => {
        stop()
        // Perhaps another connection gets an answer.
        this.#lose(database)
        giveUp(transaction)
      },
    }
    this.#watched.add(watch)
    this.#cancelRound ??= this.#timer(this.#patience.transaction, this.#goRound)
    if (transaction.mode !== 'readonly') {
      transaction.addEventListener('complete', () => {
        if (number > this.#written) this.#written = number
        if (stop()) end('complete')
      })
    }
    transaction.addEventListener('abort', () => {
      if (stop()) end('abort')
    })
    return () => void stop()
  }

  /** One timer for all transactions, which most of them never see: setting one for each takes 10 us. */
  readonly #goRound = (): void => {
    const watched = Array.from(this.#watched)
    for (const watch of watched) {
      if (watch.isOld) watch.expire()
      else watch.isOld = true
    }
    this.#cancelRound =
      this.#watched.size > 0 ? this.#timer(this.#patience.transaction, this.#goRound) : undefined
  }

  #fail(job: Job, error: unknown): void {
    if (error !== null && !(error instanceof DOMException)) job.reject(error)
    else void toStorageError(error, 'use', this.#timer).then(job.reject)
  }

  /** Whether a transaction was aborted because the connection has broken down. */
  #isLost(database: IDBDatabase, error: DOMException | null): boolean {
    const name = nameOf(error)
    if (name !== '' && name !== 'AbortError') return LOST.has(name)
    // The browser closes it as a whole, and says nothing about the transactions. If it works, or was closed here,
    // somebody has called abort().
    return (
      this.#broken.has(database) || (this.#database === database && !isOpen(database, this.#target.stores[0]))
    )
  }

  #retry(database: IDBDatabase, job: Job, error: unknown): void {
    if (this.#database === database) this.#failures++
    this.#broken.add(database)
    this.#lose(database)
    if (job.tries >= TRIES) return this.#fail(job, error)
    const place = this.#waiting.findIndex(({ number }) => number > job.number)
    this.#waiting.splice(place === -1 ? this.#waiting.length : place, 0, job)
    void this.#reach()
  }

  /** Goes on without this connection. */
  #lose(database: IDBDatabase): void {
    if (this.#database === database) this.#database = undefined
    database.close()
  }

  /** Opens the database and begins what waits for that. */
  async #reach(): Promise<void> {
    if (this.#isReaching) return
    this.#isReaching = true
    try {
      while (this.#waiting.length > 0) {
        if (this.#database === undefined) await this.#pause(this.#failures)
        // What was begun on a connection that was lost comes first, whatever becomes of it.
        await this.#quiet()
        try {
          this.#database ??= await this.#open()
        } catch (error) {
          for (const { reject } of this.#waiting.splice(0)) reject(error)
          break
        }
        if (this.#beginWaiting() === 'again') await this.#quiet()
      }
    } finally {
      this.#isReaching = false
    }
    if (this.#isClosing) {
      this.#isClosing = false
      this.close()
    }
  }

  /** Begins what waits; when something is run again, only that, as the rest is to be stored after it. */
  #beginWaiting(): 'again' | 'all' {
    for (let job; this.#database !== undefined && (job = this.#waiting.shift()) !== undefined;) {
      const isAgain = job.tries > 0
      if (isAgain && job.mode !== 'readonly' && job.number < this.#written) job.reject(overtaken())
      else this.#begin(this.#database, job)
      if (isAgain) return 'again'
    }
    return 'all'
  }

  /** Waits for the transactions that are under way to end. */
  async #quiet(): Promise<void> {
    if (this.#watched.size > 0) await new Promise<void>((resolve) => (this.#whenQuiet = resolve))
    this.#whenQuiet = undefined
  }

  /** Waits longer, the more failures there were in a row; not at all after the first. */
  async #pause(failures: number): Promise<void> {
    if (failures > 1) await new Promise<void>((resolve) => void this.#timer(backoff(failures - 1), resolve))
  }

  async #open(): Promise<IDBDatabase> {
    for (let tries = 1; ; tries++) {
      const opening = (this.#opening ??= this.#ask())
      try {
        const database = await opening.wait()
        this.#opening = undefined
        this.#wasOpen = true
        return database
      } catch (error) {
        const failure = await toStorageError(error, 'open', this.#timer)
        // What is blocked is waited for once more by whoever comes next: others would queue up behind it.
        if (failure.code === 'BLOCKED') throw failure
        opening.abandon()
        this.#opening = undefined
        if (tries === TRIES || !PASSING.has(nameOf(error))) throw failure
        await new Promise<void>((resolve) => void this.#timer(backoff(tries), resolve))
      }
    }
  }

  #ask(): Opening {
    return new Opening(this.#target, {
      wasOpen: this.#wasOpen,
      patience: this.#patience,
      timer: this.#timer,
      whenOpen: (database) => this.#listen(database),
    })
  }

  #listen(database: IDBDatabase): void {
    database.addEventListener('close', () => {
      this.#broken.add(database)
      this.#lose(database)
    })
    // Whoever wants to delete or upgrade the database waits until this connection is closed.
    database.addEventListener('versionchange', ({ newVersion }) => {
      this.#lose(database)
      if (newVersion === null) this.#onDelete?.()
    })
  }
}

/** What a transaction is aborted with when the connection to its database breaks down. */
const LOST: ReadonlySet<string> = new Set(['InvalidStateError', 'UnknownError'])

/** What opening fails with for reasons that may pass, such as a process of the browser that has ended. */
const PASSING: ReadonlySet<string> = new Set(['AbortError', 'UnknownError'])

function aborted(): KvasirError {
  return new KvasirError('STORAGE_FAILED', 'The transaction was aborted.')
}

function overtaken(): KvasirError {
  return new KvasirError(
    'STORAGE_FAILED',
    'The connection to the database was lost, and what was asked for later is stored already.',
  )
}

function isOpen(database: IDBDatabase, store: string): boolean {
  try {
    database.transaction(store)
    return true
  } catch {
    return false
  }
}

function abort(transaction: IDBTransaction): void {
  try {
    transaction.abort()
  } catch {
    // It has ended already.
  }
}
