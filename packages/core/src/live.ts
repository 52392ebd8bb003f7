import { Hub } from './live/hub.ts'
import type { Live } from './live/live.ts'
import { systemTimer } from './timer.ts'

export type { Live } from './live/live.ts'

/** Watches, and the sweeping of what has expired, for {@link StoreOptions.live}. */
export const live: Live = {
  begin: (host, timer = systemTimer) => new Hub(host, timer),
}
