import type { NamespaceStats } from '../api.ts'
import type { Backend, Tally } from '../contract.ts'
import { listNamespaces } from '../registry.ts'
import { historySpace } from '../spaces.ts'
import { type Task, wait } from '../task.ts'

/** What is in each namespace. */
export function* readNamespaces(backend: Backend, now: number): Task<NamespaceStats[]> {
  const all: NamespaceStats[] = []
  for (const { name, id, history = 1 } of yield* listNamespaces(backend)) {
    const tally: Tally = { space: id, from: '', to: undefined, at: now, bytes: true }
    const { rows, expired, bytes } = yield* wait(backend.stat(tally))
    const kept = history === 1 ? NOTHING : yield* wait(backend.stat({ ...tally, space: historySpace(id) }))
    all.push({ name, entries: rows - expired, expired, versions: kept.rows, bytes: bytes + kept.bytes })
  }
  return all
}

const NOTHING = { rows: 0, bytes: 0 }
