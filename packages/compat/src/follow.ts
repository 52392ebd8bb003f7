import type { Mode, Out } from '@kvasir/core'

/** Makes something of an answer: at once where it came at once, else in its time. */
export function follow<M extends Mode, T, U>(answer: Out<M, T>, then: (value: T) => U): Out<M, U> {
  const next = answer instanceof Promise ? answer.then(then) : then(answer as T)
  return next as Out<M, U>
}
