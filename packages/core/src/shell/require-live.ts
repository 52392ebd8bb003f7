import { commitsWhole } from '../commits.ts'
import type { Mode } from '../contract.ts'
import { KvasirError } from '../errors.ts'
import type { LiveStore } from '../live/live.ts'
import type { ScopeShell } from './scope.ts'

/** Throws `INVALID_OPTION` for a store that is not looked after, and `UNAVAILABLE` for one that cannot be. */
export function requireLive({ live, backend }: Pick<ScopeShell<Mode>, 'live' | 'backend'>): LiveStore {
  if (live !== undefined) return live
  if (!commitsWhole(backend)) {
    throw new KvasirError(
      'UNAVAILABLE',
      `The backend ${backend.name} does not tell what has changed, and removes what has expired by itself: it is not watched or swept.`,
    )
  }
  throw new KvasirError(
    'INVALID_OPTION',
    'Watching and sweeping take live: open the store with that of @kvasir/core/live.',
  )
}
