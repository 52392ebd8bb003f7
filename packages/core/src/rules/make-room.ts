import type { Backend, Check, Row, Write } from '../contract.ts'
import { buried, type EndReason } from '../graves.ts'
import type { Registration } from '../registration.ts'
import { type Task, wait } from '../task.ts'
import { evictable } from './evict.ts'
import { gainBy, keepVersions } from './keep-versions.ts'
import { brokenBy, exceeded, exceededAlone } from './limits.ts'
import { recount } from './recount.ts'
import { readTally, writeTally } from './tally.ts'
import { add, NO_WEIGHT, subtract, type Weight, weightOf } from './weigh.ts'

/** Rows that are looked at in one step. */
const PAGE = 256
/** As most writes push out one. */
const FIRST_PAGE = 16

/** What a batch does to a namespace. */
export interface Load {
  /** How much heavier it makes the namespace. */
  readonly gain: Weight
  /** What it writes. */
  readonly own: Weight
  readonly keys: ReadonlyMap<string, unknown>
  /** Whether what is said of the namespace's content still holds. */
  readonly isCounted: boolean
}

/** What keeps a namespace within its limits. */
export interface Room {
  readonly checks: readonly Check[]
  readonly writes: readonly Write[]
}

/**
 * Takes a batch into account. Where it breaks a limit, what has expired is deleted, then what the eviction says.
 * Throws `LIMIT_EXCEEDED`.
 */
export function* makeRoom(
  backend: Backend,
  space: Registration,
  { gain, own, keys, isCounted }: Load,
  now: number,
): Task<Room> {
  const { weight: before, check } = yield* readTally(backend, space, { isCounted })
  const { history = 1 } = space
  const checks: Check[] = [check]
  const writes: Write[] = []
  const removed = new Set<string>()
  let base = before
  // Who deletes is never refused, even if it takes room to remember what was there.
  const broken = (): ReturnType<typeof brokenBy> =>
    own.entries === 0 ? undefined : brokenBy(space, base, add(base, gain))
  const remove = function* (rows: readonly Row[], reason: EndReason): Task<void> {
    for (const row of rows) {
      if (broken() === undefined) return
      // What has expired, or was used meanwhile, may come again.
      if (keys.has(row.key) || removed.has(row.key)) continue
      removed.add(row.key)
      const { key, revision } = row
      const write = buried({ kind: 'delete', space: space.id, key }, reason, now)
      checks.push({ kind: 'key', space: space.id, key, revision })
      writes.push(write)
      base = subtract(base, weightOf(row))
      if (history === 1) continue
      const change = { keys: new Map([[key, { before: row, write }]]), purged: [] }
      const versions = yield* keepVersions(backend, space, change, 'rows', now)
      writes.push(...versions.writes)
      base = add(base, gainBy(versions))
    }
  }
  if (broken() !== undefined) yield* remove(yield* expired(backend, space, now), 'expire')
  if (broken() !== undefined) {
    base = subtract(yield* recount(backend, space, before, now), subtract(before, base))
    const limit = broken()
    if (limit !== undefined && space.eviction === undefined) throw exceeded(limit)
  }
  // What is too large by itself pushes nothing out.
  const alone = broken() && brokenBy(space, NO_WEIGHT, own)
  if (alone !== undefined) throw exceededAlone(alone)
  const evict = evictable(backend, space)
  let page = FIRST_PAGE
  for (let limit = broken(); limit !== undefined; limit = broken()) {
    const rows = yield* evict(page)
    if (rows.length === 0) throw exceededAlone(limit)
    yield* remove(rows, 'delete')
    page = PAGE
  }
  writes.push(writeTally(space, add(base, gain), now))
  return { checks, writes }
}

/** All rows that have expired; there are few, as they are swept. */
function* expired(backend: Backend, { id }: Registration, now: number): Task<readonly Row[]> {
  for (let limit = PAGE; ; limit *= 4) {
    const scan = { order: 'expiry', space: id, until: now, limit, select: 'rows' } as const
    const rows = yield* wait(backend.scan(scan))
    if (rows.length < limit) return rows
  }
}
