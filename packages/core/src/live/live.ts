import type { Change, ChangePage, ChangesOptions, Entry, WatchOptions } from '../api.ts'
import type { Backend, Batch, Commit, Mode, Out, Row } from '../contract.ts'
import type { Home } from '../shell/home.ts'
import type { Task } from '../task.ts'
import type { Timer } from '../timer.ts'

/** What a store gives to those who look after it. */
export interface LiveHost {
  readonly backend: Backend
  readonly clock: () => number
  readonly timer: Timer
  /** Runs a task of its own, whatever the mode; rejects once the store is closed. */
  start<T>(task: Task<T>): Promise<T>
  /** Runs a task before whatever is asked for later of a namespace. */
  inTurn<T>(name: string, task: () => Task<T>): Task<T>
  find(name: string): Task<Home | undefined>
  /** The names of all namespaces. */
  names(): Task<readonly string[]>
  /** Whether a namespace still exists. */
  isCurrent(home: Home): Task<boolean>
  commit(home: Home, batch: Batch): Task<Commit>
}

/** What is looked after of a store while it is open. */
export interface LiveStore {
  watch<V>(
    name: string,
    options: WatchOptions,
    toEntry: (row: Row) => Entry<V>,
  ): AsyncIterableIterator<Change<V>>
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
  begin(host: LiveHost): LiveStore
}
