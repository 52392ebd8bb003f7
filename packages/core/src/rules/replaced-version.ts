import type { Backend } from '../contract.ts'
import { Overlay, type Replaced } from '../overlay.ts'
import { type Task, wait } from '../task.ts'
import type { Kept } from './version-row.ts'

/** What a transaction has replaced, which is a version as soon as that is committed; nothing outside of one. */
export function* replacedVersion(
  backend: Backend,
  space: number,
  key: string,
  newest: Kept | undefined,
): Task<Replaced | undefined> {
  if (!(backend instanceof Overlay)) return undefined
  const replaced: Replaced | undefined = yield* wait(backend.replaced(space, key))
  // What the transaction purges is no version.
  const isPurged = newest?.operation === 'purge' && backend.hasGiven(newest.revision)
  return isPurged ? undefined : replaced
}
