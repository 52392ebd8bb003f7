import type { Mode, Row } from '../contract.ts'
import { Overlay } from '../overlay.ts'
import { planTouch } from '../plan/touch.ts'
import type { Task } from '../task.ts'
import type { Home } from './home.ts'
import { MAX_ATTEMPTS, type ScopeShell } from './scope.ts'

/**
 * Does what a namespace wants of each read of an entry: its use is noted, and its time to live begins anew. Answers the
 * row as it then is.
 */
export function* noteRead<M extends Mode>(scope: ScopeShell<M>, home: Home, row: Row): Task<Row> {
  const { registration, id } = home
  const { key, revision } = row
  if (registration.eviction === 'lru') {
    const { backend } = scope
    // Also in a transaction, whose reads are no less a use if it is undone.
    const origin = backend instanceof Overlay ? backend.origin : backend
    yield* scope.rules.used(origin, registration, row, scope.clock())
  }
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    const { longest } = home
    if (home.registration.sliding !== true || longest === undefined) return row
    const now = scope.clock()
    // A deadline that would hardly move is left, as every move is a write.
    if (row.expiresAt > 0 && now + longest - row.expiresAt < longest / 100) return row
    const { write } = planTouch({ space: id, key, longest }, undefined, row, now)
    if (write?.kind !== 'set') return row
    const check = { kind: 'key', space: id, key, revision } as const
    const commit = yield* scope.commit(home, { checks: [check], writes: [write] })
    if (commit.ok) return { ...row, ...write, revision: commit.first }
    const { failed } = commit
    // Whoever has come between has given it a new deadline, or has deleted it.
    if (home.gone || (failed.kind === 'key' && failed.space === id && failed.key === key)) return row
  }
  return row
}
