import type { Mode, Namespace, Out, Scope } from '@kvasir/core'

/**
 * Work that is written once for both modes: it yields what a store answers, a value or a promise of it, and goes
 * on with the value. A synchronous transaction could not `await`.
 */
export type Steps<T> = Generator<unknown, T, unknown>

/** Yields one answer, and returns or throws what it came to. */
export function* wait<T>(answer: T | Promise<T>): Steps<T> {
  return (yield answer) as T
}

/** Runs the work without a pause on a synchronous store, and awaits each answer of an asynchronous one. */
export function run<T>(mode: Mode, steps: Steps<T>): T | Promise<T> {
  return mode === 'sync' ? runNow(steps) : runAwaiting(steps)
}

function runNow<T>(steps: Steps<T>): T {
  let step = steps.next()
  while (step.done !== true) step = steps.next(step.value)
  return step.value
}

async function runAwaiting<T>(steps: Steps<T>): Promise<T> {
  let step = steps.next()
  while (step.done !== true) {
    const answer = await settle(step.value)
    step = answer.ok ? steps.next(answer.value) : steps.throw(answer.error)
  }
  return step.value
}

type Settled =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly error: unknown }

async function settle(answer: unknown): Promise<Settled> {
  try {
    return { ok: true, value: await answer }
  } catch (error) {
    return { ok: false, error }
  }
}

/** A transaction of work in steps, on a store, on a namespace or in another transaction. */
export function transact<T, S extends Scope<Mode> | Namespace<unknown, Mode>>(
  mode: Mode,
  scope: S,
  work: (tx: S) => Steps<T>,
): T | Promise<T> {
  const transaction = scope.transaction.bind(scope) as (work: (tx: S) => Out<Mode, T>) => Out<Mode, T>
  return transaction((tx) => run(mode, work(tx)))
}

/** Everything that an iterator of either kind gives. */
export function all<T>(items: Iterable<T> | AsyncIterable<T>): T[] | Promise<T[]> {
  return Symbol.iterator in items ? [...items] : allOf(items)
}

async function allOf<T>(items: AsyncIterable<T>): Promise<T[]> {
  const result: T[] = []
  for await (const item of items) result.push(item)
  return result
}
