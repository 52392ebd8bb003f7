import type { Scope } from '../api.ts'
import { checkFunction, WORK } from '../check-function.ts'
import { requireWhole } from '../commits.ts'
import type { Batch, Mode, Out } from '../contract.ts'
import { KvasirError } from '../errors.ts'
import { isThenable } from '../is-thenable.ts'
import { Overlay } from '../overlay.ts'
import type { Registration } from '../registration.ts'
import { findNamespace } from '../registry.ts'
import { type Task, wait } from '../task.ts'
import { Home } from './home.ts'
import { MAX_ATTEMPTS } from './max-attempts.ts'
import type { ScopeShell } from './scope.ts'

/** How a run of the work of a transaction has ended. */
type Outcome<T> = { readonly result: T } | Failure

interface Failure {
  readonly error: unknown
}

/** What a transaction is about to commit, and the namespaces whose rules have added to it. */
interface Whole {
  readonly batch: Batch
  readonly ruled: readonly Registration[]
}

/** Runs work on an overlay and commits what it has written, again and again until nobody has come between. */
export function* transact<M extends Mode, T>(
  outer: ScopeShell<M>,
  work: (scope: Scope<M>) => Out<M, T>,
): Task<T> {
  requireWhole(outer.backend)
  checkFunction(work, WORK)
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    const overlay = new Overlay(outer.backend, outer.pace.answer)
    const scope = outer.over(overlay)
    const outcome = yield* runOnce(scope, work)
    const { checks, writes } = overlay.toBatch()
    const whole = 'error' in outcome ? outcome : yield* elaborate(outer, scope, { checks, writes })
    if ('error' in outcome || 'error' in whole) {
      // What work saw may never have been true at one time; then its error says nothing, and it runs again.
      const commit = yield* wait(outer.backend.commit({ checks, writes: [] }))
      if (!commit.ok) continue
      throw 'error' in outcome ? outcome.error : (whole as Failure).error
    }
    const commit = yield* outer.send(whole.batch)
    if (!commit.ok) continue
    outer.noteCommit(whole.ruled, whole.batch, commit.last)
    for (const name of scope.deleted) outer.forget(name)
    return outcome.result
  }
  throw new KvasirError(
    'CONFLICT',
    `The transaction was overtaken by other writers ${MAX_ATTEMPTS} times; try again later.`,
  )
}

/** Runs the work of a transaction, and ends its scope with it. */
function* runOnce<M extends Mode, T>(
  scope: ScopeShell<M>,
  work: (scope: Scope<M>) => Out<M, T>,
): Task<Outcome<T>> {
  let outcome: Outcome<T>
  try {
    outcome = { result: (yield* wait(checkMode(scope, work(scope)))) as T }
  } catch (error) {
    outcome = { error }
  }
  yield* scope.pace.idle()
  scope.refuse(
    new KvasirError('TRANSACTION_ENDED', 'The transaction has ended; use its handles only inside it.'),
  )
  return outcome
}

/** The batch of a transaction with what the rules add of the namespaces that it leaves behind, or why they refuse it. */
function* elaborate<M extends Mode>(
  outer: ScopeShell<M>,
  scope: ScopeShell<M>,
  batch: Batch,
): Task<Whole | Failure> {
  try {
    return yield* elaborateAll(outer, scope, batch)
  } catch (error) {
    return { error }
  }
}

function* elaborateAll<M extends Mode>(
  outer: ScopeShell<M>,
  scope: ScopeShell<M>,
  batch: Batch,
): Task<Whole> {
  const { backend } = outer
  if (backend instanceof Overlay) {
    // They are for the outermost one to judge.
    for (const name of scope.written) outer.written.add(name)
    return { batch, ruled: [] }
  }
  const ruled: Registration[] = []
  for (const name of scope.written) {
    const registration = yield* findNamespace(scope.backend, name)
    if (registration !== undefined && Home.of(registration).isRuled) ruled.push(registration)
  }
  if (ruled.length === 0) return { batch, ruled }
  return { batch: yield* outer.rules.elaborate(backend, ruled, batch, outer.clock()), ruled }
}

function checkMode<M extends Mode, T>({ mode }: ScopeShell<M>, returned: T): T {
  if (mode === 'sync' && isThenable(returned)) {
    // Whatever becomes of the promise, the error below is thrown in its place.
    Promise.resolve(returned).catch(() => {})
    throw new KvasirError(
      'PROMISE_IN_SYNC',
      'The function given to a synchronous transaction returned a promise, so nothing was written; use an asynchronous store to await something.',
    )
  }
  return returned
}
