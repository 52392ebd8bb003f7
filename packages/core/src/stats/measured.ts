import { isThenable } from '../is-thenable.ts'
import type { Latencies } from './latencies.ts'

/** What is called, with all the arguments that an operation may have. */
type Method = (this: unknown, a: unknown, b?: unknown, c?: unknown) => unknown

/** A method that is counted, and timed where it is said to be. */
export function measured(method: Method, latencies: Latencies, isTimed: boolean): Method {
  return function (a, b, c) {
    latencies.count++
    return isTimed ? timed(latencies, () => method.call(this, a, b, c)) : method.call(this, a, b, c)
  }
}

/** Calls something, and takes note of how long it was until there was an answer. */
export function timed<T>(latencies: Latencies, call: () => T): T {
  const start = performance.now()
  const note = (): void => latencies.note(performance.now() - start)
  let answer: T
  try {
    answer = call()
  } catch (error) {
    note()
    throw error
  }
  // The caller has the promise itself, and with it why it is rejected.
  if (isThenable(answer)) answer.then(note, note)
  else note()
  return answer
}

/** Whether something can be measured. */
export function isMethod(value: unknown): value is Method {
  return typeof value === 'function'
}
