import type { Mode, Row } from '../contract.ts'
import { planTouch } from '../plan/touch.ts'
import type { Task } from '../task.ts'
import type { Home } from './home.ts'
import type { ScopeShell } from './scope.ts'

/** Does what a namespace wants of each read of an entry: its use is noted, and its time to live begins anew. */
export function* noteRead<M extends Mode>(scope: ScopeShell<M>, home: Home, row: Row): Task<void> {
  const { registration, id, longest } = home
  const { key, revision } = row
  if (registration.eviction !== undefined) scope.rules.used(scope.backend, registration, key)
  if (registration.sliding !== true || longest === undefined) return
  const now = scope.clock()
  // A deadline that would hardly move is left, as every move is a write.
  if (now + longest - row.expiresAt < longest / 100) return
  const { write } = planTouch({ space: id, key, longest }, undefined, row, now)
  if (write === undefined) return
  // Whoever has come between has given it a new deadline, or has deleted it.
  yield* scope.commit(home, { checks: [{ kind: 'key', space: id, key, revision }], writes: [write] })
}
