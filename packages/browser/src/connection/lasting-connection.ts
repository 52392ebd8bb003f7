import { KvasirError } from '@kvasir/core'
import type { Connection, ConnectOptions, DurableUseStore } from '../connect.ts'
import { nameOf, toStorageError } from '../storage-error.ts'
import type { Database } from './database.ts'
import { Openings } from './openings.ts'
import { backoff, PATIENCE, TRIES } from './patience.ts'
import { type Job, runJob } from './run-job.ts'
import { systemTimer, type Timer } from './timer.ts'
import { type Ending, Watches } from './watches.ts'

/** Runs jobs on a database that it opens, and opens again when the connection is lost. */
export class LastingConnection implements Connection {
  readonly #target: Database
  readonly #timer: Timer
  readonly #onDelete: (() => void) | undefined
  readonly #openings: Openings
  readonly #watches: Watches
  readonly #bound: number
  /** While it is open and known to work. */
  #database: IDBDatabase | undefined
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

  constructor(target: Database, { patience: given, timer = systemTimer, onDelete }: ConnectOptions) {
    const patience = { ...PATIENCE, ...given }
    this.#target = target
    this.#timer = timer
    this.#onDelete = onDelete
    this.#bound = patience.transaction
    this.#watches = new Watches(patience.transaction, timer)
    const whenOpen = (database: IDBDatabase): void => this.#listen(database)
    this.#openings = new Openings(target, { patience, timer, whenOpen })
  }

  readonly useStore: DurableUseStore = (mode, callback, durability) =>
    new Promise((resolve, reject) => {
      const job: Job = {
        number: ++this.#jobs,
        mode,
        durability,
        callback,
        resolve: resolve as (answer: never) => void,
        reject,
        tries: 0,
      }
      if (this.#database !== undefined && !this.#isReaching) return this.#begin(this.#database, job)
      this.#waiting.push(job)
      void this.#reach()
    })

  readonly close = (): void => {
    if (this.#waiting.length > 0) {
      this.#isClosing = true
      return
    }
    const database = this.#database
    if (database !== undefined) this.#lose(database)
    this.#openings.abandon()
    this.#watches.rest()
  }

  #begin(database: IDBDatabase, job: Job): void {
    const { number, mode, durability = 'relaxed' } = job
    const { store } = this.#target
    let transaction: IDBTransaction
    job.tries++
    try {
      transaction = database.transaction(store, mode, { durability })
    } catch (error) {
      // Closed since without an event: Safari does so to pages in the background.
      if (nameOf(error) === 'InvalidStateError') this.#retry(database, job, error)
      else this.#fail(job, error)
      return
    }
    runJob(job, transaction.objectStore(store), {
      bound: this.#bound,
      watch: (end, giveUp) => this.#watch(database, transaction, number, end, giveUp),
      worked: () => {
        this.#failures = 0
      },
      failed: (error) => this.#fail(job, error),
      aborted: (error, reason) => {
        if (this.#isLost(database, error)) this.#retry(database, job, reason)
        else this.#fail(job, reason)
      },
    })
  }

  #watch(
    database: IDBDatabase,
    transaction: IDBTransaction,
    number: number,
    end: (ending: Ending) => void,
    giveUp: () => void,
  ): () => void {
    if (transaction.mode !== 'readonly') {
      transaction.addEventListener('complete', () => {
        if (number > this.#written) this.#written = number
      })
    }
    return this.#watches.add(transaction, end, () => {
      // Perhaps another connection gets an answer.
      this.#lose(database)
      giveUp()
    })
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
      this.#broken.has(database) || (this.#database === database && !isOpen(database, this.#target.store))
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
        await this.#watches.quiet()
        try {
          this.#database ??= await this.#openings.open()
        } catch (error) {
          for (const { reject } of this.#waiting.splice(0)) reject(error)
          break
        }
        if (this.#beginWaiting() === 'again') await this.#watches.quiet()
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

  /** Waits longer, the more failures there were in a row; not at all after the first. */
  async #pause(failures: number): Promise<void> {
    if (failures > 1) await new Promise<void>((resolve) => void this.#timer(backoff(failures - 1), resolve))
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
