import type { Change, ChangeListener, ChangePage, ChangesOptions, Entry, SubscribeOptions } from '../api.ts'
import type { Backend, Batch, Commit, Mode, Out, Row } from '../contract.ts'
import type { Home } from '../shell/home.ts'
import type { Task } from '../task.ts'
import type { Timer } from '../timer.ts'

/** What a store gives to those who look after it. */
export interface LiveHost {
  readonly backend: Backend
  readonly clock: () => number
  /** Runs a task of its own, whatever the mode; rejects once the store is closed. */
  start<T>(task: Task<T>): Promise<T>
  /** Runs a task on a namespace, or a key of it, in its turn. */
  inTurn<T>(name: string, key: string | undefined, manner: 'change', task: () => Task<T>): Task<T>
  find(name: string): Task<Home | undefined>
  /** Whether a namespace still exists. */
  isCurrent(home: Home): Task<boolean>
  commit(home: Home, batch: Batch): Task<Commit>
}

/** What is looked after of a store while it is open. */
export interface LiveStore {
  /** Those who subscribe give their `onError`, too. */
  watch<V>(
    name: string,
    options: SubscribeOptions | undefined,
    toEntry: (row: Row) => Entry<V>,
  ): AsyncIterableIterator<Change<V>>
  /** Calls a listener with each change of a watch, one after the other; returns what ends it. */
  listen<V>(
    changes: AsyncIterableIterator<Change<V>>,
    listener: ChangeListener<V>,
    onError: SubscribeOptions['onError'],
  ): () => void
  /** Some of what has changed since a revision. */
  changes<V>(name: string, options: ChangesOptions, toEntry: (row: Row) => Entry<V>): Task<ChangePage<V>>
  /** Takes note of the answer to a commit of this store; returns it. */
  follow<M extends Mode>(answer: Out<M, Commit>, batch: Batch): Out<M, Commit>
  /** Removes what has expired and answers how many entries that were. */
  sweep(): Task<number>
  /** Ends all watches. */
  end(): void
}

/** Looks after stores: watches and sweeps. `live` of `@kvasir/core/live` is the one there is. */
export interface Live {
  begin(host: LiveHost, timer: Timer | undefined): LiveStore
}
