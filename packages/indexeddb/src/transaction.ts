import { isKvasirError, KvasirError, type Batch } from '@kvasir/core'
import { canAssume, Commits, isWriting } from './commits.ts'
import type { DurableUseStore } from '@kvasir/browser'
import type { Revisions } from './revisions.ts'

/** Something to do in a transaction: a commit or something to read. */
export type Task = Batch | ((store: IDBObjectStore) => Promise<unknown>)

/** What becomes of tasks that were run. */
export interface Outcome {
  /** In the order of the tasks; rejects with `STORAGE_FAILED` when the transaction fails: nothing was written. */
  readonly answers: Promise<unknown[]>
  /**
   * Resolves when the next transaction may begin: revisions must rise in the order of the commits, so not
   * before this one has taken its own for good.
   */
  readonly decided: Promise<unknown>
}

/**
 * Runs tasks in one transaction, in their order, and answers when the transaction is complete if there is a
 * commit among them, else when all is read.
 *
 * A commit depends on what the database holds, and waiting for that before writing makes a single put slower
 * by a third. So where all checks are likely to hold, because nobody else has written of late, the writes are
 * issued right behind the reads that the checks need. If these prove otherwise, the transaction is aborted,
 * and everything is done again in the slower order.
 */
export function runTransaction(
  useStore: DurableUseStore,
  revisions: Revisions,
  tasks: readonly Task[],
): Outcome {
  const batches = tasks.filter((task) => typeof task === 'object')
  const isStrict = batches.some(({ durability }) => durability === 'strict')
  const run = async (isAssuming: boolean, decide: () => void): Promise<unknown[]> => {
    try {
      return await useStore(
        isWriting(batches) ? 'readwrite' : 'readonly',
        (store) => answer(store, new Commits(store, revisions), tasks, batches, isAssuming, decide),
        isStrict ? 'strict' : 'relaxed',
      )
    } catch (cause) {
      if (isKvasirError(cause) || cause === NOT_HELD) throw cause
      throw new KvasirError('STORAGE_FAILED', `IndexedDB failed: ${cause}`, { cause })
    }
  }
  // What only reads takes no revisions, and IndexedDB keeps its place.
  if (!isWriting(batches)) return { answers: run(false, () => undefined), decided: Promise.resolve() }
  const { promise: decided, resolve } = Promise.withResolvers<void>()
  const answers = run(canAssume(batches, revisions), resolve)
    .catch((error: unknown) => (error === NOT_HELD ? run(false, resolve) : Promise.reject(error)))
    .finally(resolve)
  return { answers, decided }
}

/** Thrown when an assumption proves wrong. */
const NOT_HELD = new Error('A check did not hold.')

/** `decide` is called when the revisions are taken and it is certain that they will be used. */
async function answer(
  store: IDBObjectStore,
  commits: Commits,
  tasks: readonly Task[],
  batches: readonly Batch[],
  isAssuming: boolean,
  decide: () => void,
): Promise<unknown[]> {
  const answers: unknown[] = []
  const holding = isAssuming ? commits.assume(batches) : undefined
  try {
    if (!isAssuming && batches.length > 0) await commits.load(batches)
    for (const task of tasks) answers.push(typeof task === 'object' ? commits.apply(task) : task(store))
    if (holding !== undefined && !(await holding)) throw NOT_HELD
    decide()
    if (batches.length > 0) answers.push(commits.end())
    return await Promise.all(answers)
  } catch (error) {
    void Promise.allSettled([...answers, holding])
    const { transaction } = store
    // What was written before the fault would be committed.
    if (transaction.error === null) abort(transaction)
    // A request that was under way when the transaction failed only tells that it was aborted.
    throw transaction.error ?? error
  }
}

function abort(transaction: IDBTransaction): void {
  try {
    transaction.abort()
  } catch {
    // It has ended already.
  }
}
