import { KvasirError, type Scope } from '@kvasir/core'
import { openTransaction, type OpenTransaction } from '@kvasir/core/open-transaction'
import type { CallTracker } from './platform/platform.ts'

/** What is to be done in a transaction. */
export interface Work<T> {
  run(level: Level): T | PromiseLike<T>
  /** Whether it is known to answer with a promise before it runs. */
  readonly isAsync: boolean
  /** Whether it is given what to call, so that its calls are known by that. */
  readonly takesHandle: boolean
}

/** What the levels of one connection have in common. */
interface Levels {
  readonly calls: CallTracker<Level>
  /** How many transactions are open. */
  open: number
  /** The transaction that every call belongs to, where nobody can tell which ones do. */
  held: Level | undefined
}

/** A transaction that has begun; pending if it is not over when its work returns. */
interface Begun<T> {
  readonly promise: Promise<T>
  readonly isPending: boolean
}

/**
 * Where calls read and write: the store itself, a transaction in it, or a savepoint in that.
 *
 * A synchronous transaction is over when it returns. An asynchronous one is open until its promise is settled; what others
 * write meanwhile has no part in it. Its work runs once, so asynchronous ones wait for each other.
 */
export class Level {
  readonly scope: Scope<'sync'>
  readonly #levels: Levels
  readonly #outer: Level | undefined
  #hasEnded = false
  /** Resolves when the asynchronous transactions that were asked for in this level are over; undefined without any. */
  #turn: Promise<void> | undefined
  /** How many these are. */
  #waitedFor = 0

  private constructor(scope: Scope<'sync'>, levels: Levels, outer: Level | undefined) {
    this.scope = scope
    this.#levels = levels
    this.#outer = outer
  }

  /** The level of a store. */
  static outermost(store: Scope<'sync'>, calls: CallTracker<Level>): Level {
    return new Level(store, { calls, open: 0, held: undefined }, undefined)
  }

  /** The level that a call on this one belongs to: that of the transaction that it is made in, if that is in this one. */
  innermost(): Level {
    const { calls, open, held } = this.#levels
    if (open === 0) return this
    const level = (calls.current() ?? held)?.whileOpen()
    return level?.isWithin(this) === true ? level : this
  }

  /**
   * Runs work in a transaction. What synchronous work throws is thrown; it runs again when others come first. What
   * asynchronous work read and others have changed since makes it reject with `CONFLICT`.
   */
  transact<T>(work: Work<T>): Promise<T> {
    const turn = this.#turn
    if (turn !== undefined && work.isAsync && this.#levels.calls.followsAwaits) {
      return this.#queue(turn.then(() => this.#begin(work).promise))
    }
    if (work.isAsync && this.#cannotTell(work)) return Promise.reject(mixedUp())
    const { promise, isPending } = this.#begin(work)
    return isPending ? this.#queue(promise) : promise
  }

  #begin<T>(work: Work<T>): Begun<T> {
    const levels = this.#levels
    for (const transaction = openTransaction(this.scope); ;) {
      const inner = new Level(transaction.scope, levels, this)
      levels.open++
      let answer: T | PromiseLike<T>
      try {
        answer = levels.calls.run(inner, () => work.run(inner))
      } catch (error) {
        inner.#end()
        transaction.fail(error)
        continue
      }
      if (isThenable(answer))
        return { promise: this.#hold(work, inner, transaction, answer), isPending: true }
      inner.#end()
      if (transaction.commit()) return { promise: Promise.resolve(answer), isPending: false }
    }
  }

  /** Keeps a transaction open until its work is done. */
  async #hold<T>(
    work: Work<T>,
    inner: Level,
    transaction: OpenTransaction,
    answer: PromiseLike<T>,
  ): Promise<T> {
    const levels = this.#levels
    let result: T
    try {
      if (this.#cannotTell(work)) {
        Promise.resolve(answer).catch(() => {})
        throw mixedUp()
      }
      if (!levels.calls.followsAwaits && !work.takesHandle) levels.held = inner
      result = await answer
      // What was begun in a transaction is over before it is.
      while (inner.#turn !== undefined) await inner.#turn
    } catch (error) {
      inner.#end()
      giveUp(transaction, error)
      throw error
    }
    inner.#end()
    if (transaction.commit()) return result
    throw new KvasirError(
      'CONFLICT',
      'What the transaction read was changed by others before its end, so nothing of it was written: run it again.',
    )
  }

  /** Has the asynchronous transactions that come wait for this one. Whoever asked for it is still told of its failure. */
  #queue<T>(promise: Promise<T>): Promise<T> {
    this.#turn = this.#settle(this.#turn, promise)
    return promise.then((result) => result)
  }

  async #settle(earlier: Promise<void> | undefined, promise: Promise<unknown>): Promise<void> {
    this.#waitedFor++
    await Promise.allSettled([earlier, promise])
    if (--this.#waitedFor === 0) this.#turn = undefined
  }

  /** Whether nobody could tell which of two open transactions a call belongs to. */
  #cannotTell({ takesHandle }: Work<unknown>): boolean {
    const { calls, held } = this.#levels
    return !calls.followsAwaits && !takesHandle && held !== undefined
  }

  /** This level, or the next one around it that has not ended. */
  whileOpen(): Level | undefined {
    return this.#hasEnded ? this.#outer?.whileOpen() : this
  }

  isWithin(other: Level): boolean {
    return this === other || this.#outer?.isWithin(other) === true
  }

  #end(): void {
    this.#hasEnded = true
    this.#levels.open--
    if (this.#levels.held === this) this.#levels.held = undefined
  }
}

/** Ends a transaction of which a failure is told already. */
function giveUp(transaction: OpenTransaction, error: unknown): void {
  try {
    transaction.fail(error)
  } catch {
    // It is the same one, or that the store was closed meanwhile.
  }
}

function mixedUp(): Error {
  return new Error(
    'cannot start a transaction within a transaction: behind an await nobody can tell here which of the two a call belongs to. Take the handle that the function is given, as in transaction(async (kv) => …), and call only that.',
  )
}

function isThenable<T>(answer: T | PromiseLike<T>): answer is PromiseLike<T> {
  return (
    typeof answer === 'object' && answer !== null && 'then' in answer && typeof answer.then === 'function'
  )
}
