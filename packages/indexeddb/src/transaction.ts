import { isKvasirError, KvasirError, type Batch } from '@kvasir/core'
import { Commits } from './commits.ts'
import type { DurableUseStore } from './connect.ts'
import type { Revisions } from './revisions.ts'

/** Something to do in a transaction: a commit or something to read. */
export type Task = Batch | ((store: IDBObjectStore) => Promise<unknown>)

/**
 * Runs tasks in one transaction, in their order, and answers when the transaction is complete if there is a
 * commit among them, else when all is read. Throws `STORAGE_FAILED` when the transaction fails: nothing was
 * written.
 */
export async function runTransaction(
  useStore: DurableUseStore,
  revisions: Revisions,
  tasks: readonly Task[],
): Promise<unknown[]> {
  const batches = tasks.filter((task) => typeof task === 'object')
  const isWriting = batches.some(({ writes, id }) => writes.length > 0 || id !== undefined)
  const isStrict = batches.some(({ durability }) => durability === 'strict')
  try {
    return await useStore(
      isWriting ? 'readwrite' : 'readonly',
      (store) => answer(store, revisions, tasks, batches),
      isStrict ? 'strict' : 'relaxed',
    )
  } catch (cause) {
    if (isKvasirError(cause)) throw cause
    throw new KvasirError('STORAGE_FAILED', `IndexedDB failed: ${cause}`, { cause })
  }
}

async function answer(
  store: IDBObjectStore,
  revisions: Revisions,
  tasks: readonly Task[],
  batches: readonly Batch[],
): Promise<unknown[]> {
  const answers: unknown[] = []
  try {
    const commits = new Commits(store, revisions)
    if (batches.length > 0) await commits.load(batches)
    for (const task of tasks) answers.push(typeof task === 'object' ? commits.apply(task) : task(store))
    if (batches.length > 0) answers.push(commits.end())
    return await Promise.all(answers)
  } catch (error) {
    void Promise.allSettled(answers)
    const { transaction } = store
    // When a write is refused in its call, those before it would be committed.
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
