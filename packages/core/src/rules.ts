import { elaborate } from './rules/elaborate.ts'
import { planPurge, readHistory, readVersion } from './rules/history.ts'
import type { Rules } from './rules/rules.ts'
import { useLogOf } from './rules/use-log.ts'

export type { Rules } from './rules/rules.ts'

/** Limits, history and eviction of namespaces, for {@link StoreOptions.rules}. */
export const rules: Rules = {
  elaborate,
  used: (backend, { id, eviction }, key) => {
    if (eviction === 'lru') useLogOf(backend, id).use(key)
  },
  history: readHistory,
  versionAt: readVersion,
  purge: planPurge,
}
