import type { Backend, RevisionScan, Row } from '../contract.ts'
import { toGrave } from '../graves.ts'
import type { Registration } from '../registration.ts'
import { keyOfVersion } from '../rules/version-row.ts'
import { graveSpace, historySpace } from '../spaces.ts'
import { type Task, wait } from '../task.ts'

/** Rows that are read at a time. */
const PAGE = 256

/** What has changed: whatever is about a key, or that everything in a range was deleted. */
export type RawChange = { readonly revision: number; readonly writtenAt: number } & (
  | { readonly kind: 'key'; readonly key: string }
  | { readonly kind: 'range'; readonly from: string; readonly to: string | undefined }
)

export interface RawChanges {
  /** In the order of their revisions; a key may be named twice. */
  readonly changes: readonly RawChange[]
  /** Everything up to this revision is among them, was before, or has changed again since. */
  readonly position: number
  /** Whether there is more up to the end that was asked for. */
  readonly isFull: boolean
}

/** The newest revision of anything in a namespace: a row, a deletion, a version. */
export function* readNewest(backend: Backend, registration: Registration): Task<number> {
  // All are asked for at once, before anything that is written from now on, where the backend has a queue.
  const asked = spacesOf(registration).map((space) => backend.scan({ ...NEWEST, space }))
  let newest = 0
  for (const answer of asked) {
    const [row] = yield* wait(answer)
    newest = Math.max(newest, row?.revision ?? 0)
  }
  return newest
}

/**
 * What has changed after a revision, up to another one that had been reached before this is asked: so it does not
 * matter that rows, deletions and versions are read one after the other.
 */
export function* readRawChanges(
  backend: Backend,
  registration: Registration,
  after: number,
  until: number,
): Task<RawChanges> {
  const { id } = registration
  const changes: RawChange[] = []
  let end = until
  for (const space of spacesOf(registration)) {
    const scan: RevisionScan = {
      order: 'revision',
      space,
      after,
      before: until + 1,
      limit: PAGE,
      reverse: false,
      // A grave says in its value what was deleted.
      select: space === graveSpace(id) ? 'rows' : 'heads',
    }
    const rows = yield* wait(backend.scan(scan))
    changes.push(...rows.map((row) => toChange(id, space, row)))
    const last = rows.at(-1)
    if (last !== undefined && rows.length === PAGE) end = Math.min(end, last.revision)
  }
  return {
    changes: changes.filter(({ revision }) => revision <= end).sort((a, b) => a.revision - b.revision),
    position: end,
    isFull: end < until,
  }
}

const NEWEST = {
  order: 'revision',
  after: 0,
  before: Infinity,
  limit: 1,
  reverse: true,
  select: 'heads',
} as const

function spacesOf({ id, history = 1 }: Registration): readonly number[] {
  return history > 1 ? [id, graveSpace(id), historySpace(id)] : [id, graveSpace(id)]
}

function toChange(id: number, space: number, row: Row): RawChange {
  const { revision, writtenAt } = row
  if (space === id) return { kind: 'key', key: row.key, revision, writtenAt }
  if (space === historySpace(id)) return { kind: 'key', key: keyOfVersion(row), revision, writtenAt }
  const grave = toGrave(row)
  if (grave.kind === 'key') return { kind: 'key', key: grave.key, revision, writtenAt }
  return { kind: 'range', from: grave.from, to: grave.to, revision, writtenAt }
}
