import type { Mode, Out } from './contract.ts'

/**
 * An operation that asks a backend more than once, written once for both modes: it yields each answer, or the
 * promise of it, and goes on with what that came to. Between a yield and the next line others may have
 * written; whatever is committed after one carries checks.
 */
export type Task<T> = Generator<unknown, T, unknown>

/** Yields an answer to whoever runs the task, and returns what it came to. */
export function* wait<T>(answer: T | PromiseLike<T>): Task<T> {
  return (yield answer) as T
}

/** A task that is made once it runs: what refuses it throws or rejects, as the mode has it. */
export function* late<T>(make: () => Task<T>): Task<T> {
  return yield* make()
}

export function runSync<T>(task: Task<T>): T {
  let step = task.next()
  while (step.done !== true) step = task.next(step.value)
  return step.value
}

export async function runAsync<T>(task: Task<T>): Promise<T> {
  let step = task.next()
  while (step.done !== true) {
    let answer: unknown
    try {
      answer = await step.value
    } catch (error) {
      step = task.throw(error)
      continue
    }
    step = task.next(answer)
  }
  return step.value
}

/** What runs tasks in the manner of a mode. */
export type Run<M extends Mode> = <T>(task: Task<T>) => Out<M, T>
