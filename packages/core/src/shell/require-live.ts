import { KvasirError } from '../errors.ts'
import type { LiveStore } from '../live/live.ts'

/** Throws `INVALID_OPTION` for a store that is not looked after. */
export function requireLive(live: LiveStore | undefined): LiveStore {
  if (live !== undefined) return live
  throw new KvasirError(
    'INVALID_OPTION',
    'Watching and sweeping take somebody who looks after the store: open it with live of @kvasir/core/live.',
  )
}
