import { type Durability, KvasirError } from '@kvasir/core'
import type { Ending } from './watches.ts'

/** Something that is to be run in a transaction. */
export interface Job {
  /** In the order of the calls. */
  readonly number: number
  readonly mode: IDBTransactionMode
  readonly durability: Durability | undefined
  readonly callback: (store: IDBObjectStore) => unknown
  readonly resolve: (answer: never) => void
  readonly reject: (error: unknown) => void
  tries: number
}

/** What a transaction comes to, for whoever has begun it. */
export interface Outcome {
  /** Milliseconds after which it is given up at the earliest. */
  readonly bound: number
  /** Has `end` or, when neither happens in time, `giveUp` called; answers how to stop that. */
  watch(end: (ending: Ending) => void, giveUp: () => void): () => void
  /** The connection works. */
  worked(): void
  /** The job has failed with what it has thrown itself. */
  failed(error: unknown): void
  /** The transaction was aborted: `error` is its own, `reason` the best that is known. */
  aborted(error: DOMException | null, reason: unknown): void
}

/** Runs a job in a transaction of its own, and sees to it that it is settled once. */
export function runJob(job: Job, store: IDBObjectStore, outcome: Outcome): void {
  const { transaction } = store
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
  const end = (ending: Ending): void => {
    hasEnded = true
    if (ending === 'complete') {
      outcome.worked()
      if (hasFailed) settle(() => outcome.failed(failure))
      return
    }
    const { error } = transaction
    settle(() => outcome.aborted(error, error ?? failure ?? aborted()))
  }
  const giveUp = (): void => {
    hasEnded = true
    settle(() => job.reject(unanswered(outcome.bound)))
    abort(transaction)
  }
  const stop = outcome.watch(end, giveUp)
  const answered = (answer: unknown): void => {
    if (job.mode === 'readonly') {
      stop()
      outcome.worked()
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
      settle(() => outcome.failed(error))
    }
  }
  // Nothing is awaited between the transaction and its first request: it would end in older Safaris.
  try {
    Promise.resolve(job.callback(store)).then(answered, failed)
  } catch (error) {
    failed(error)
  }
}

/** Aborts a transaction; one that has ended already is left as it is. */
export function abort(transaction: IDBTransaction): void {
  try {
    transaction.abort()
  } catch {
    // It has ended already.
  }
}

function unanswered(bound: number): KvasirError {
  return new KvasirError(
    'TIMEOUT',
    `IndexedDB has not answered for ${bound} ms: whether this was stored is unknown.`,
  )
}

function aborted(): KvasirError {
  return new KvasirError('STORAGE_FAILED', 'The transaction was aborted.')
}
