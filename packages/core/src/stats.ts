import type { Stats } from './stats/stats.ts'
import { StoreLog } from './stats/store-log.ts'

export type { Stats } from './stats/stats.ts'

/** Counts and times operations, for {@link StoreOptions.stats}. */
export const stats: Stats = {
  begin: () => new StoreLog(),
}
