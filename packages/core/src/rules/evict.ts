import type { Backend, Row } from '../contract.ts'
import type { Registration } from '../registration.ts'
import { type Task, wait } from '../task.ts'
import { type Use, type UseLog, useLogOf } from './use-log.ts'

/** Answers some rows that are to go next, the first of them first; none when there are no more. About `limit` are read for it. */
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

/**
 * In the order of their use, of which there are two sorts: reads, behind the revisions that the log has noted, and
 * writes, at the rows' own revisions. The two are merged as they are read.
 */
function leastRecentlyUsed(backend: Backend, space: number): NextToGo {
  const log = useLogOf(backend, space)
  const written = lastUsedByWriting(backend, space, log)
  const uses = log.uses()
  let next: Use | undefined = uses.next().value
  let ahead: readonly Row[] = []
  let isAtEnd = false
  return function* (limit) {
    for (;;) {
      if (ahead.length === 0 && !isAtEnd) {
        ahead = yield* written(limit)
        isAtEnd = ahead.length === 0
      }
      const end = ahead.at(-1)?.revision ?? Infinity
      const read: Use[] = []
      for (; next !== undefined && next.revision < end && read.length < limit; next = uses.next().value) {
        read.push(next)
      }
      // What is used next comes before whatever was written behind that.
      const until = next?.revision ?? Infinity
      const isBefore = ({ revision }: Row): boolean => revision <= until
      const rows = inOrder(ahead.filter(isBefore), yield* lastUsedByReading(backend, space, log, read))
      ahead = ahead.filter((row) => !isBefore(row))
      if (rows.length > 0 || (isAtEnd && next === undefined)) return rows
    }
  }
}

/** The rows that were not read since they were written, in the order of that. */
function lastUsedByWriting(backend: Backend, space: number, log: UseLog): NextToGo {
  const byWriting = oldest(backend, space, log.known)
  // What was answered once may be there still when the next one looks.
  let areKnown = true
  return function* (limit) {
    for (;;) {
      const rows = yield* byWriting(limit)
      const last = rows.at(-1)
      if (last === undefined) return []
      log.see(last.revision)
      const unread = rows.filter(({ key, revision }) => (log.of(key)?.revision ?? 0) < revision)
      areKnown &&= unread.length === 0
      if (areKnown) log.known = last.revision
      else if (unread.length > 0) return unread
    }
  }
}

/** The rows that were not written since they were read as noted, each with the revision of that use. */
function* lastUsedByReading(
  backend: Backend,
  space: number,
  log: UseLog,
  uses: readonly Use[],
): Task<readonly (readonly [number, Row])[]> {
  if (uses.length === 0) return []
  const rows = yield* wait(
    backend.getMany(
      space,
      uses.map(({ key }) => key),
    ),
  )
  return uses.flatMap((use, i) => {
    const { key, revision } = use
    // It was read again since, and is met at the end.
    if (log.of(key) !== use) return []
    const row = rows[i]
    if (row !== undefined && row.revision <= revision) return [[revision, row] as const]
    // It was deleted, or written since, and is met among what is written.
    log.forget(key)
    return []
  })
}

function inOrder(written: readonly Row[], read: readonly (readonly [number, Row])[]): readonly Row[] {
  const all = [...written.map((row) => [row.revision, row] as const), ...read]
  return all.sort(([a], [b]) => a - b).map(([, row]) => row)
}
