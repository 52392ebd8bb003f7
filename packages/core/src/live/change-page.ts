import type { Change, ChangePage } from '../api.ts'
import type { Task } from '../task.ts'
import { tooOld, Watcher, type WatcherParts } from './watcher.ts'

/** What a watch would tell at once, and where to go on. Throws `REVISION_GONE`. */
export function* readChangePage<V>({ options, ...parts }: WatcherParts<V>): Task<ChangePage<V>> {
  const { from } = options
  const watcher = new Watcher<V>({ ...parts, options })
  yield* watcher.begin()
  if (from === undefined) return { changes: [], revision: Math.max(watcher.position, watcher.founded) }
  // What was in a namespace of that name before is not told of.
  if (from > 0 && watcher.founded > from) throw tooOld(from)
  const changes: Change<V>[] = []
  for (;;) {
    const page = yield* watcher.read()
    changes.push(...page)
    // Nobody could go on from amid what there was before deletions that are forgotten.
    if (page.length === 0 || watcher.position >= watcher.unborn) break
  }
  return { changes, revision: Math.max(watcher.position, watcher.unborn) }
}
