import { type Connection, hasClone, nameOf } from '@kvasir/browser'
import {
  type Commit,
  isKvasirError,
  KvasirError,
  type Row,
  type Scan,
  type Stat,
  type Tally,
} from '@kvasir/core'
import { promisifyRequest } from 'idb-keyval'
import type { Commitment } from './commitment.ts'
import { removeExpired } from './expired.ts'
import { isReverse, readPage } from './page.ts'
import { Revisions } from './revisions.ts'
import { Room } from './room.ts'
import { toStoredKey } from './stored-key.ts'
import { toRow, type StoredRow } from './stored-row.ts'
import { countSpan } from './tally.ts'
import { type Context, runTransaction, type Task } from './transaction.ts'

/** What is issued in one tick and shares a transaction. */
interface Tick {
  readonly tasks: Task[]
  /** In the order of the tasks. */
  readonly answers: Promise<unknown[]>
  /** Begins the transaction, unless it has begun. */
  readonly begin: () => void
}

/** The rows of a database, in transactions of what is issued in one tick. */
export class Rows {
  readonly revisions: Revisions = new Revisions()
  readonly #context: Context
  /** That takes more tasks. */
  #tick: Tick | undefined
  #newest: Tick | undefined
  /** Ticks that have not begun, or have not taken their revisions. */
  #undecided = 0
  /** Resolves when the next transaction may begin. */
  #decided: Promise<unknown> = Promise.resolve()
  /** Settles when all transactions so far have ended. */
  #ended: Promise<unknown> = Promise.resolve()

  constructor(
    { useStore }: Connection,
    clock: () => number,
    listeners: Pick<Context, 'writing' | 'written'>,
  ) {
    const room = new Room(() => removeExpired(useStore, clock()))
    this.#context = { useStore, revisions: this.revisions, room, ...listeners }
  }

  get(space: number, key: string): Promise<Row | undefined> {
    return this.#issue((store) => this.#read(store, space, key))
  }

  getMany(space: number, keys: readonly string[]): Promise<readonly (Row | undefined)[]> {
    return this.#issue((store) => Promise.all(keys.map((key) => this.#read(store, space, key))))
  }

  async scan(scan: Scan): Promise<readonly Row[]> {
    const page = await this.#issue((store) => readPage(store, scan), isReverse(scan))
    for (const { revision } of page) this.revisions.see(revision)
    return page
  }

  commit(commitment: Commitment): Promise<Commit> {
    const { batch } = commitment
    // What is in a range is read before anything is written: earlier commits must be in another transaction. So must
    // all others if one may be refused, as IndexedDB does not take everything that can be cloned.
    const mayBeRefused = hasClone(batch)
    const commit = this.#issue<Commit>(
      commitment,
      mayBeRefused || batch.checks.some(({ kind }) => kind === 'range'),
    )
    return mayBeRefused ? commit.catch(toRefusal) : commit
  }

  stat(tally: Tally): Promise<Stat> {
    return this.#issue((store) => countSpan(store, tally), tally.bytes)
  }

  /** Begins what was issued last in the call itself, unless something that was issued before has to go first. */
  hurry(): void {
    if (this.#undecided === 1) this.#newest?.begin()
  }

  /** Settles when everything that was issued has ended, however. */
  async ended(): Promise<void> {
    await this.#ended
  }

  async #read(store: IDBObjectStore, space: number, key: string): Promise<Row | undefined> {
    const row = await promisifyRequest<StoredRow | undefined>(store.get(toStoredKey({ space, key })))
    if (row === undefined) return undefined
    this.revisions.see(row.revision)
    return toRow(key, row)
  }

  /** `alone` is a task that goes on reading after its call, when others of its tick have written. */
  async #issue<T>(task: Task | ((store: IDBObjectStore) => Promise<T>), alone = false): Promise<T> {
    if (alone) this.#tick = undefined
    const { tasks, answers } = (this.#tick ??= this.#prepare())
    if (alone) this.#tick = undefined
    const place = tasks.push(task) - 1
    return (await answers)[place] as T
  }

  #prepare(): Tick {
    const tasks: Task[] = []
    const { promise: answers, resolve: answer } = Promise.withResolvers<unknown[]>()
    const { promise: decided, resolve: decide } = Promise.withResolvers<void>()
    let hasBegun = false
    const begin = (): void => {
      if (hasBegun) return
      hasBegun = true
      if (this.#tick === tick) this.#tick = undefined
      const outcome = runTransaction(this.#context, tasks)
      void outcome.decided.finally(() => {
        this.#undecided--
        decide()
      })
      answer(outcome.answers)
    }
    const tick: Tick = { tasks, answers, begin }
    this.#newest = tick
    this.#undecided++
    void this.#decided.then(begin)
    this.#decided = decided
    this.#ended = Promise.allSettled([this.#ended, answers])
    return tick
  }
}

/** Throws what a commit has failed with: `INVALID_VALUE` where it is for a value. */
function toRefusal(error: unknown): never {
  if (!isKvasirError(error) || nameOf(error.cause) !== 'DataCloneError') throw error
  const { cause } = error
  throw new KvasirError('INVALID_VALUE', `IndexedDB cannot store the value: ${cause}`, { path: '$', cause })
}
