import type { Each } from '../api.ts'
import type { Mode, Out } from '../contract.ts'
import type { Run, Task } from '../task.ts'

/** What an operation does with its namespace: it reads, writes in one step if it can, or takes several steps. */
export type Manner = 'read' | 'write' | 'change'

/** Reads the page after the last one it read; an empty page is the end. */
export type NextPage<M extends Mode, T> = () => Out<M, readonly T[]>

/**
 * What a mode has of its own in running operations. Each comes with the stores of its mode, so that who has the one
 * need not load the other.
 */
export interface Pace<M extends Mode> {
  /** Runs a task of which there is nothing else to be said. */
  readonly answer: Run<M>
  /** Runs an operation of a user; throws, or rejects with, what `check` throws. */
  run<T>(task: Task<T>, check: () => void): Out<M, T>
  /** Runs an operation on a namespace, of this name, in its turn; without a key, it is about all of them. */
  inTurn<T>(name: string, key: string | undefined, manner: Manner, task: () => Task<T>): Task<T>
  /** Iterates the items of successive pages. */
  iterate<T>(next: NextPage<M, T>): Each<M, T>
  /** Returns once everything that was asked for has ended. */
  idle(): Task<void>
}
