import type { Backend, Row } from '../contract.ts'
import type { Registration } from '../registration.ts'
import { type Task, wait } from '../task.ts'
import { useLogOf } from './use-log.ts'

/** Answers up to `limit` of the rows that are to go next, the first of them first; none when there are no more. */
export type NextToGo = (limit: number) => Task<readonly Row[]>

/** The rows of a namespace in the order in which its eviction deletes them. */
export function evictable(backend: Backend, { id, eviction }: Registration): NextToGo {
  return eviction === 'lru' ? leastRecentlyUsed(backend, id) : oldest(backend, id, 0)
}

/** In the order of their writing. */
function oldest(backend: Backend, space: number, start: number): NextToGo {
  let after = start
  return function* (limit) {
    const rows = yield* wait(
      backend.scan({
        order: 'revision',
        before: Infinity,
        reverse: false,
        space,
        after,
        limit,
        select: 'rows',
      }),
    )
    after = rows.at(-1)?.revision ?? after
    return rows
  }
}

/** First those whose use is not known, in the order of their writing, then the others in that of their use. */
function leastRecentlyUsed(backend: Backend, space: number): NextToGo {
  const log = useLogOf(backend, space)
  const byWriting = oldest(backend, space, log.known)
  let used: IterableIterator<string> | undefined
  // What was answered once may be there still when the next one looks.
  let areKnown = true
  return function* (limit) {
    while (used === undefined) {
      const rows = yield* byWriting(limit)
      const unknown = rows.filter(({ key }) => !log.has(key))
      areKnown &&= unknown.length === 0
      if (unknown.length > 0) return unknown
      const last = rows.at(-1)
      if (last === undefined) used = [...log.keys()].values()
      else if (areKnown) log.known = last.revision
    }
    for (;;) {
      const keys = [...take(used, limit)]
      if (keys.length === 0) return []
      const rows = (yield* wait(backend.getMany(space, keys))).filter((row) => row !== undefined)
      const there = new Set(rows.map(({ key }) => key))
      for (const key of keys) if (!there.has(key)) log.forget(key)
      if (rows.length > 0) return rows
    }
  }
}

function* take<T>(items: Iterator<T>, count: number): Generator<T> {
  for (let i = 0; i < count; i++) {
    const { done, value } = items.next()
    if (done === true) return
    yield value
  }
}
