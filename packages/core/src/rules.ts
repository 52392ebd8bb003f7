import { elaborate } from './rules/elaborate.ts'
import { planPurge, readHistory, readVersion } from './rules/history.ts'
import type { Rules } from './rules/rules.ts'
import { noteCommit, noteUse } from './rules/note-use.ts'

export type { Rules } from './rules/rules.ts'

/** Limits, history and eviction of namespaces, for {@link StoreOptions.rules}. */
export const rules: Rules = {
  elaborate,
  used: noteUse,
  committed: noteCommit,
  history: readHistory,
  versionAt: readVersion,
  purge: planPurge,
}
