import type { Backend, Check, Write } from '../contract.ts'
import type { Registration } from '../registration.ts'
import { tallyKey, writeNote } from '../registry.ts'
import { historySpace, noteSpace } from '../spaces.ts'
import { type Task, wait } from '../task.ts'
import type { Weight } from './weigh.ts'

/** What a namespace is said to hold, and the check that this is still said. */
export interface Tally {
  readonly weight: Weight
  readonly check: Check
}

/**
 * What a namespace with limits holds, expired rows and history included. Every write to it keeps a note of that;
 * where there is none yet, or `isCounted` says that it is void, everything is counted.
 */
export function* readTally(
  backend: Backend,
  space: Registration,
  { isCounted }: { readonly isCounted: boolean },
): Task<Tally> {
  const key = tallyKey(space.id)
  const at = noteSpace(space.id)
  const row = yield* wait(backend.get(at, key))
  const check: Check = { kind: 'key', space: at, key, revision: row?.revision ?? 0 }
  if (row === undefined || !isCounted) return { weight: yield* count(backend, space), check }
  const [entries, bytes] = JSON.parse(row.value as string) as readonly [number, number]
  return { weight: { entries, bytes }, check }
}

export function writeTally({ id }: Registration, { entries, bytes }: Weight, now: number): Write {
  return writeNote(id, tallyKey(id), [entries, bytes], now)
}

/** What a namespace holds, counted. */
export function* count(backend: Backend, { id, history = 1 }: Registration): Task<Weight> {
  const everything = { from: '', to: undefined, at: 0, bytes: true }
  const { rows, bytes } = yield* wait(backend.stat({ ...everything, space: id }))
  if (history === 1) return { entries: rows, bytes }
  const versions = yield* wait(backend.stat({ ...everything, space: historySpace(id) }))
  return { entries: rows, bytes: bytes + versions.bytes }
}
