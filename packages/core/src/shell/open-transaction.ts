import type { Scope } from '../api.ts'
import { KvasirError } from '../errors.ts'
import type { Task } from '../task.ts'
import { ScopeShell } from './scope.ts'
import { transact } from './transact.ts'

/**
 * A transaction of a synchronous store that is open until somebody ends it, whatever is awaited meanwhile. Nothing is
 * locked: others read and write the store beneath as if there were none.
 */
export interface OpenTransaction {
  /** What to read and write in it. */
  readonly scope: Scope<'sync'>
  /**
   * Commits it and answers true; or false when something that was read is no longer so. Then nothing is written, and
   * `scope` is a fresh one for another attempt. Throws `CONFLICT` when there were too many of them.
   */
  commit(): boolean
  /**
   * Ends it without a trace, and throws `error`; unless what was read was never true at one time, so that the error says
   * nothing: then it answers false as `commit` does.
   */
  fail(error: unknown): false
}

/**
 * Begins a transaction in a synchronous store, or in a transaction of one, which makes it a savepoint.
 *
 * Throws `INVALID_OPTION` for an asynchronous store, whose transactions await by themselves, and for what another copy of
 * the core has made.
 */
export function openTransaction(scope: Scope<'sync'>): OpenTransaction {
  if (scope instanceof ScopeShell && scope.mode === 'sync') return new HeldTransaction(scope)
  throw new KvasirError(
    'INVALID_OPTION',
    'A transaction is held open in a synchronous store of this copy of @kvasir/core; an asynchronous one has transactions that await.',
  )
}

/** What the work of a held transaction returns: its task goes on when the transaction is ended. */
const HELD: unique symbol = Symbol('held')

class HeldTransaction implements OpenTransaction {
  readonly #outer: ScopeShell<'sync'>
  readonly #task: Task<unknown>
  #scope: Scope<'sync'>

  constructor(outer: ScopeShell<'sync'>) {
    outer.checkOpen()
    this.#outer = outer
    this.#scope = outer
    this.#task = transact<'sync', symbol>(outer, (scope) => {
      this.#scope = scope
      return HELD
    })
    this.#run(this.#task.next())
  }

  get scope(): Scope<'sync'> {
    return this.#scope
  }

  commit(): boolean {
    // What is committed to a transaction that has ended would be lost without a word.
    this.#outer.checkOpen()
    return this.#run(this.#task.next(HELD))
  }

  fail(error: unknown): false {
    this.#run(this.#task.throw(error))
    return false
  }

  /** Runs the task up to its end, or up to where it is held again; answers whether it has ended. */
  #run(from: IteratorResult<unknown, unknown>): boolean {
    let step = from
    while (step.done !== true && step.value !== HELD) step = this.#task.next(step.value)
    return step.done === true
  }
}
