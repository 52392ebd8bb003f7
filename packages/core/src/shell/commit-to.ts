import { commitsWhole, requireSingle, requireWhole } from '../commits.ts'
import type { Batch, Commit, Mode } from '../contract.ts'
import { withGraves } from '../graves.ts'
import { Overlay } from '../overlay.ts'
import { REGISTRY } from '../spaces.ts'
import type { Task } from '../task.ts'
import type { Home } from './home.ts'
import type { ScopeShell } from './scope.ts'

/**
 * Commits to a namespace, which is created if need be; what is answered is about the writes that are given. When the
 * answer is not ok, what is known of the namespace is up to date again.
 */
export function* commitTo<M extends Mode>(
  scope: ScopeShell<M>,
  home: Home,
  { checks, writes, replaced = false }: Batch,
): Task<Commit> {
  const { backend, clock } = scope
  const { founding } = home
  requireSingle(backend, { checks, writes })
  const buried = commitsWhole(backend) ? withGraves(writes, home.id, clock) : writes
  const batch = {
    checks: [...home.checks, ...checks],
    writes: founding.length === 0 ? buried : [...founding, ...buried],
    replaced,
  }
  const whole = yield* elaborate(scope, home, batch)
  const commit = yield* scope.send(whole)
  if (!commit.ok) {
    if (commit.failed.space === REGISTRY && home.exists) yield* scope.isCurrent(home)
    return commit
  }
  if (!home.exists) scope.founded(home, commit.first)
  if (home.isRuled) scope.noteCommit([home.registration], whole, commit.last)
  else if (founding.length === 0) return commit
  const from = founding.length
  return {
    ...commit,
    first: commit.first + from,
    replaced: commit.replaced.slice(from, from + writes.length),
  }
}

/** A batch for a namespace with what its rules add; in a transaction they are for the end of all. */
function* elaborate<M extends Mode>(scope: ScopeShell<M>, home: Home, batch: Batch): Task<Batch> {
  const { backend } = scope
  if (backend instanceof Overlay) {
    scope.written.add(home.name)
    return batch
  }
  if (!home.isRuled) return batch
  requireWhole(backend)
  const { registration } = home
  try {
    return yield* scope.rules.elaborate(backend, [registration], batch, scope.clock())
  } catch (error) {
    const isSame = !home.exists || (yield* scope.isCurrent(home))
    if (isSame && home.registration.guard.revision === registration.guard.revision) throw error
    // By rules of before: its guard refuses the batch, and the next attempt goes by those of now.
    return batch
  }
}
