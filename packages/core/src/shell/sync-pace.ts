import { runSync } from '../task.ts'
import type { NextPage, Pace } from './pace.ts'

/** Everything at once: nothing is ever under way when something is asked for. */
export const syncPace: Pace<'sync'> = {
  answer: runSync,
  run: (task, check) => {
    check()
    return runSync(task)
  },
  inTurn: (_name, _key, _manner, task) => task(),
  iterate,
  *idle() {},
}

function* iterate<T>(next: NextPage<'sync', T>): IterableIterator<T> {
  for (let page = next(); page.length > 0; page = next()) yield* page
}
