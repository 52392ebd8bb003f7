import type { Backend } from '../contract.ts'
import type { Registration } from '../registration.ts'
import { type Task, wait } from '../task.ts'
import { count } from './tally.ts'
import type { Weight } from './weigh.ts'

/** Milliseconds after which it is looked again whether a namespace that evicts holds what it is said to. */
const LOOK_AGAIN = 60_000

/** When that was looked for last, by the id of the namespace. */
const LOOKS = new WeakMap<Backend, Map<number, number>>()

/**
 * What a namespace holds that is said to hold too much: a backend whose storage was full may have removed expired rows
 * by itself. Where otherwise a write is refused, everything is counted; where something is evicted, which may be with
 * every write, the entries are, from time to time, and everything if they are not as many as was said.
 */
export function* recount(backend: Backend, space: Registration, said: Weight, now: number): Task<Weight> {
  const { id, eviction } = space
  if (eviction === undefined) return yield* count(backend, space)
  const looks = LOOKS.get(backend) ?? new Map<number, number>()
  LOOKS.set(backend, looks)
  if (Math.abs(now - (looks.get(id) ?? -Infinity)) < LOOK_AGAIN) return said
  looks.set(id, now)
  const everything = { space: id, from: '', to: undefined, at: 0, bytes: false }
  const { rows } = yield* wait(backend.stat(everything))
  return rows === said.entries ? said : yield* count(backend, space)
}
