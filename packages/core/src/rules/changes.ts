import type { Backend, Batch, Check, DeleteWrite, KeyScan, Row, SetWrite, Span, Write } from '../contract.ts'
import { isInSpan } from '../key-order.ts'
import { beyond } from '../read-page.ts'
import { historySpace } from '../spaces.ts'
import { type Task, wait } from '../task.ts'

/** What a batch makes of a key. */
export interface KeyChange {
  readonly before: Row | undefined
  /** The last write to it; undefined when a range that was deleted holds it. */
  readonly write: SetWrite | DeleteWrite | undefined
}

/** What a batch makes of a namespace, and the checks that this is what it makes. */
export interface Changes {
  readonly keys: ReadonlyMap<string, KeyChange>
  /** Spans of the history that the batch deletes: those of the keys that are purged. */
  readonly purged: readonly Span[]
  readonly checks: readonly Check[]
}

const PAGE = 1024

/** Loads what a batch is about to change in a space. */
export function* loadChanges(backend: Backend, space: number, { writes }: Batch): Task<Changes> {
  const checks: Check[] = []
  const keys = new Map<string, KeyChange>()
  const named = new Set<string>()
  for (const write of writes) {
    if (write.space !== space) continue
    if (write.kind !== 'deleteRange') named.add(write.key)
    else {
      for (const before of yield* readSpan(backend, write, checks)) {
        keys.set(before.key, { before, write: undefined })
      }
    }
  }
  const rows = yield* wait(backend.getMany(space, [...named]))
  let i = 0
  for (const key of named) {
    const before = rows[i++]
    keys.set(key, { before, write: undefined })
    checks.push({ kind: 'key', space, key, revision: before?.revision ?? 0 })
  }
  for (const write of writes) {
    if (write.space !== space) continue
    if (write.kind !== 'deleteRange') keys.set(write.key, { before: keys.get(write.key)?.before, write })
    else {
      for (const [key, { before }] of keys) {
        if (isInSpan(key, write)) keys.set(key, { before, write: undefined })
      }
    }
  }
  return { keys, purged: writes.filter((write) => isPurge(write, space)), checks }
}

function isPurge(write: Write, space: number): write is Write & Span {
  return write.kind === 'deleteRange' && write.space === historySpace(space)
}

/** All rows of a span; the check that they are all is added to `checks`. */
export function* readSpan(
  backend: Backend,
  { space, from, to }: Span,
  checks: Check[],
): Task<readonly Row[]> {
  const rows: Row[] = []
  for (let rest: KeyScan = { space, from, to, limit: PAGE, reverse: false, select: 'rows' }; ;) {
    const page = yield* wait(backend.scan(rest))
    rows.push(...page)
    const last = page.at(-1)
    if (last === undefined || page.length < PAGE) break
    rest = beyond(rest, last.key, false)
  }
  const revision = rows.reduce((newest, row) => Math.max(newest, row.revision), 0)
  checks.push({ kind: 'range', space, from, to, rows: rows.length, revision })
  return rows
}
