import type { Mode, Row } from '../contract.ts'
import { isKvasirError } from '../errors.ts'
import { deadline, lifetimeOf } from '../expiry.ts'
import { Overlay } from '../overlay.ts'
import { renew } from '../plan/set.ts'
import type { Task } from '../task.ts'
import type { Home } from './home.ts'
import { MAX_ATTEMPTS } from './max-attempts.ts'
import type { ScopeShell } from './scope.ts'

/**
 * Does what a namespace wants of each read of an entry: its use is noted, and its time to live begins anew. Answers the
 * row as it then is.
 */
export function* noteRead<M extends Mode>(scope: ScopeShell<M>, home: Home, row: Row): Task<Row> {
  const { registration } = home
  if (registration.eviction === 'lru') {
    const { backend } = scope
    // Also in a transaction, whose reads are no less a use if it is undone.
    const origin = backend instanceof Overlay ? backend.origin : backend
    yield* scope.rules.used(origin, registration, row, scope.clock())
  }
  try {
    return yield* slide(scope, home, row)
  } catch (error) {
    // What was read is there, however full the storage is, or out of order; whoever writes is told.
    if (!isKvasirError(error) || error.code === 'INVALID_OPTION') throw error
    return row
  }
}

/** Restarts the time to live that an entry was written with. */
function* slide<M extends Mode>(scope: ScopeShell<M>, home: Home, row: Row): Task<Row> {
  const { id } = home
  const { key, revision } = row
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    const { longest } = home
    if (!home.slides || longest === undefined) return row
    const now = scope.clock()
    const lifetime = lifetimeOf(row, longest)
    // A deadline that would hardly move is left, as every move is a write.
    if (lifetime < 0) return row
    if (row.expiresAt > 0 && now + lifetime - row.expiresAt < lifetime / 100) return row
    const expiresAt = deadline({ ttl: lifetime }, longest, now)
    const write = renew({ space: id, key, longest }, row, expiresAt, now)
    const check = { kind: 'key', space: id, key, revision } as const
    const commit = yield* scope.commit(home, { checks: [check], writes: [write] })
    if (commit.ok) return { ...row, expiresAt, writtenAt: now, revision: commit.first }
    const { failed } = commit
    // Whoever has come between has given it a new deadline, or has deleted it.
    if (home.gone || (failed.kind === 'key' && failed.space === id && failed.key === key)) return row
  }
  return row
}
