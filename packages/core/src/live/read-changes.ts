import type { Backend, RevisionScan, Row } from '../contract.ts'
import { type Grave, toGrave } from '../graves.ts'
import { horizonKey, readHorizon, toHorizon } from '../registry.ts'
import { graveSpace, noteSpace } from '../spaces.ts'
import { type Task, wait } from '../task.ts'

/** Rows that are read at a time. */
const PAGE = 256

/** Something that was written to a namespace. */
export type RawChange =
  | { readonly revision: number; readonly row: Row }
  | { readonly revision: number; readonly grave: Grave }

export interface ChangePage {
  /** In the order of their revisions. */
  readonly changes: readonly RawChange[]
  /** Everything up to this revision is among them, or was before. */
  readonly position: number
  /** Whether there may be more. */
  readonly isFull: boolean
  /** The newest revision of a deletion that is forgotten. */
  readonly horizon: number
}

/**
 * What was written to a namespace after a revision: of each key the last, and deletions. Rows and deletions are read
 * one after the other, and whatever may have come between is left to the next page.
 */
export function* readChanges(backend: Backend, id: number, after: number): Task<ChangePage> {
  const rows = yield* scan(backend, id, after, Infinity)
  const graves = yield* scan(backend, graveSpace(id), after, Infinity)
  const lastRow = rows.at(-1)?.revision ?? after
  const lastGrave = graves.at(-1)?.revision ?? after
  // Rows that came between the two readings are older than the last deletion.
  const between =
    lastGrave > lastRow && rows.length < PAGE ? yield* scan(backend, id, lastRow, lastGrave) : []
  const end = Math.min(
    rows.length < PAGE ? Infinity : lastRow,
    graves.length < PAGE ? Infinity : lastGrave,
    between.length < PAGE ? Infinity : (between.at(-1)?.revision ?? Infinity),
  )
  const changes: RawChange[] = [...rows, ...between]
    .map((row): RawChange => ({ revision: row.revision, row }))
    .concat(graves.map((row) => ({ revision: row.revision, grave: toGrave(row) })))
    .filter(({ revision }) => revision <= end)
    .sort((a, b) => a.revision - b.revision)
  const position = end === Infinity ? Math.max(lastRow, lastGrave) : end
  return { changes, position, isFull: end !== Infinity, horizon: yield* readHorizon(backend, id) }
}

/** The revision behind which everything is new to who begins now: also beyond every deletion that is forgotten. */
export function* readNewest(backend: Backend, id: number): Task<number> {
  const newest = {
    order: 'revision',
    after: 0,
    before: Infinity,
    limit: 1,
    reverse: true,
    select: 'heads',
  } as const
  // Asked for at once, before anything that is written from now on.
  const rows = backend.scan({ ...newest, space: id })
  const graves = backend.scan({ ...newest, space: graveSpace(id) })
  // Last, as graves that are gone from the reading before are known to it.
  const note = backend.get(noteSpace(id), horizonKey(id))
  const [row] = yield* wait(rows)
  const [grave] = yield* wait(graves)
  return Math.max(row?.revision ?? 0, grave?.revision ?? 0, toHorizon(yield* wait(note)))
}

function* scan(backend: Backend, space: number, after: number, before: number): Task<readonly Row[]> {
  const asked: RevisionScan = {
    order: 'revision',
    space,
    after,
    before,
    limit: PAGE,
    reverse: false,
    select: 'rows',
  }
  return yield* wait(backend.scan(asked))
}
