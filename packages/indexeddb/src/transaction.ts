import { type DurableUseStore, isQuotaExceeded, toStorageError } from '@kvasir/browser'
import { isKvasirError } from '@kvasir/core'
import type { Commitment } from './commitment.ts'
import { canAssume, Commits, isWriting } from './commits.ts'
import type { Revisions } from './revisions.ts'
import type { Room } from './room.ts'

/** Something to do in a transaction: a commit or something to read. */
export type Task = Commitment | ((store: IDBObjectStore) => Promise<unknown>)

/** What transactions share. */
export interface Context {
  readonly useStore: DurableUseStore
  readonly revisions: Revisions
  readonly room: Room
  /** To be called right before a transaction that has changed rows is committed. */
  readonly writing: () => void
  /** To be called when it is complete, before anybody gets an answer. */
  readonly written: () => void
}

/** What becomes of tasks that were run. */
export interface Outcome {
  /** In the order of the tasks; rejects with a `KvasirError` when the transaction fails: nothing was written. */
  readonly answers: Promise<unknown[]>
  /**
   * Resolves when the next transaction may begin: revisions must rise in the order of the commits, so not
   * before this one has taken its own for good.
   */
  readonly decided: Promise<unknown>
}

/**
 * Runs tasks in one transaction, in their order, and answers when the transaction is complete if there is a
 * commit among them, else when all is read. It begins in the call itself when the database is open.
 *
 * A commit depends on what the database holds, and waiting for that before writing makes a single put slower
 * by a third. So where all checks are likely to hold, because nobody else has written of late, the writes are
 * issued right behind the reads that the checks need. If these prove otherwise, the transaction is aborted,
 * and everything is done again in the slower order. When there is no room for what is written, some is made,
 * and everything is done once more.
 */
export function runTransaction(context: Context, tasks: readonly Task[]): Outcome {
  const commitments = tasks.filter((task) => typeof task === 'object')
  // What only reads takes no revisions, and IndexedDB keeps its place.
  if (!isWriting(commitments)) {
    const reading = new Run(context, tasks, commitments, () => undefined)
    return { answers: reading.once('readonly', false), decided: Promise.resolve() }
  }
  const { promise: decided, resolve: decide } = Promise.withResolvers<void>()
  const run = new Run(context, tasks, commitments, decide)
  return { answers: run.write().finally(decide), decided }
}

/** Thrown when an assumption proves wrong. */
const NOT_HELD = new Error('A check did not hold.')
/** Thrown when an earlier transaction is to be run again before this one. */
const TOO_EARLY = new Error('An earlier transaction is not done.')

/** Thrown when a later transaction has written while this one waited to be run again. */
const OVERTAKEN = new Error('A later transaction is done.')

/** Tasks on their way through as many transactions as it takes. */
class Run {
  readonly #context: Context
  readonly #tasks: readonly Task[]
  readonly #commitments: readonly Commitment[]
  /** Called when the revisions are taken and it is certain that they will be used. */
  readonly #decide: () => void
  readonly #isStrict: boolean
  readonly #number: number
  /** How often revisions were taken, or were about to be. */
  #attempts = 0
  /** Whether it has found no room, and others wait for it. */
  #isHolding = false

  constructor(
    context: Context,
    tasks: readonly Task[],
    commitments: readonly Commitment[],
    decide: () => void,
  ) {
    this.#context = context
    this.#tasks = tasks
    this.#commitments = commitments
    this.#decide = decide
    this.#number = context.room.number()
    this.#isStrict = commitments.some(({ batch }) => batch.durability === 'strict')
  }

  async write(): Promise<unknown[]> {
    const { room } = this.#context
    try {
      return await this.#inOrder()
    } catch (error) {
      if (!this.#isHolding) throw error
      if (!(await this.#hasRoom())) throw error
      try {
        return await this.once('readwrite', false)
      } catch (again) {
        throw again === OVERTAKEN ? error : again
      }
    } finally {
      if (this.#isHolding) room.release()
    }
  }

  /** Nothing is lost by trying: the failure to write is what is reported in any case. */
  async #hasRoom(): Promise<boolean> {
    try {
      return await this.#context.room.make()
    } catch {
      return false
    }
  }

  async #inOrder(): Promise<unknown[]> {
    for (let mayAssume = true; ; mayAssume = false) {
      try {
        return await this.once('readwrite', mayAssume)
      } catch (error) {
        if (error === TOO_EARLY) await this.#context.room.released()
        else if (error !== NOT_HELD) throw error
      }
    }
  }

  async once(mode: IDBTransactionMode, mayAssume: boolean): Promise<unknown[]> {
    const { useStore } = this.#context
    try {
      return await useStore(
        mode,
        (store) => this.#answer(store, mayAssume),
        this.#isStrict ? 'strict' : 'relaxed',
      )
    } catch (cause) {
      if (isKvasirError(cause) || cause === NOT_HELD || cause === TOO_EARLY || cause === OVERTAKEN)
        throw cause
      throw await toStorageError(cause)
    }
  }

  async #answer(store: IDBObjectStore, mayAssume: boolean): Promise<unknown[]> {
    const { revisions, room } = this.#context
    const commitments = this.#commitments
    const commits = new Commits(store, revisions)
    // Revisions that were given before stay unused, and what is reserved may not suffice again.
    if (this.#attempts++ > 0) revisions.doubt()
    const answers: unknown[] = []
    const isAssuming = mayAssume && canAssume(commitments, revisions)
    const holding = isAssuming ? commits.assume(commitments) : undefined
    try {
      if (!isAssuming && commitments.length > 0) await commits.load(commitments)
      if (this.#isHolding && room.isOvertaken(this.#number)) throw OVERTAKEN
      for (const task of this.#tasks) {
        answers.push(typeof task === 'object' ? commits.apply(task) : task(store))
      }
      if (holding !== undefined && !(await holding)) throw NOT_HELD
      if (room.isHeld && !this.#isHolding && isWriting(commitments)) throw TOO_EARLY
      this.#decide()
      if (commitments.length > 0) answers.push(this.#end(commits))
      return await Promise.all(answers)
    } catch (error) {
      void Promise.allSettled([...answers, holding])
      const { transaction } = store
      // What was written before the fault would be committed.
      if (transaction.error === null) abort(transaction)
      // A request that was under way when the transaction failed only tells that it was aborted.
      const reason = transaction.error ?? error
      if (isQuotaExceeded(reason) && isWriting(commitments)) this.#hold()
      throw reason
    }
  }

  async #end(commits: Commits): Promise<void> {
    const { room, writing, written } = this.#context
    // A page that dies while its transaction is completed has told others all the same: what they read then waits for it.
    if (commits.hasWritten) writing()
    await commits.end()
    room.wrote(this.#number)
    if (commits.hasWritten) written()
  }

  #hold(): void {
    const { room } = this.#context
    if (room.isHeld) return
    this.#isHolding = true
    room.hold()
  }
}

function abort(transaction: IDBTransaction): void {
  try {
    transaction.abort()
  } catch {
    // It has ended already.
  }
}
