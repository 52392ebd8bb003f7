import {
  type Batch,
  type Check,
  type Commit,
  isInSpan,
  type KeyCheck,
  keyAfter,
  type RangeCheck,
  type Row,
  type Span,
  type Write,
} from '@kvasir/core'
import { finalWrites } from './final-writes.ts'
import { type PageRows, type Place, placeOf, type Spot } from './page-rows.ts'
import type { ReplayBackend } from './replay-backend.ts'

/** A batch of a page that is gone, and what is known of that page. */
export interface LeftBatch {
  readonly batch: Batch
  /** Under which the backend remembers that the batch was dealt with. */
  readonly id: string
  readonly seen: readonly (number | undefined)[] | undefined
  /** The newest revision that the page knew or had given. */
  readonly at: number
  /** The newest revision that the page knew of others; undefined when it gave no revisions itself. */
  readonly base: number | undefined
  readonly rows: PageRows
  /** Whether a row was made by a replay of something that was spoken earlier, by whatever page. */
  isEarlier(revision: number): boolean
}

/** What came of a batch. */
export interface Replayed {
  readonly commit: Extract<Commit, { ok: true }>
  /** Whether anything was written. */
  readonly isApplied: boolean
}

const PAGE = 256

/**
 * Applies a batch to what is there now: writes that are older than what others have written since are left out,
 * and nothing is written when the batch's own checks do not hold. Either way the backend remembers the id.
 */
export async function replayBatch(backend: ReplayBackend, left: LeftBatch): Promise<Replayed> {
  for (;;) {
    const batch = (await toBatchNow(backend, left)) ?? { checks: [], writes: [], id: left.id }
    const commit = await backend.commit(batch)
    if (commit.ok) return { commit, isApplied: batch.writes.length > 0 }
    // Somebody came between, and is to be seen by what is read next.
    await backend.flush()
  }
}

/** The batch as it can be committed now, undefined when its own checks do not hold. */
async function toBatchNow(backend: ReplayBackend, left: LeftBatch): Promise<Batch | undefined> {
  const { batch, id } = left
  const keyChecks = batch.checks.filter((check) => check.kind === 'key')
  const rangeChecks = batch.checks.filter((check) => check.kind === 'range')
  const now = await readRevisions(backend, [...keyChecks, ...batch.writes.flatMap(namedBy)])

  const checks = new Map<Place, KeyCheck>()
  for (const check of keyChecks) {
    const revision = now.get(placeOf(check)) ?? 0
    if (!holdsKey(left, check, revision)) return undefined
    checks.set(placeOf(check), { ...check, revision })
  }
  const ranges: RangeCheck[] = []
  for (const check of rangeChecks) {
    const range = await toRangeNow(backend, left, check)
    if (range === undefined) return undefined
    ranges.push(range)
  }

  const cleared = new Map<Span, readonly string[]>()
  for (const span of batch.writes.filter((write) => write.kind === 'deleteRange')) {
    const keys: string[] = []
    for await (const { key, revision } of headsOf(backend, span)) {
      keys.push(key)
      now.set(placeOf({ space: span.space, key }), revision)
    }
    cleared.set(span, keys)
  }

  const isChecked = (spot: Spot): boolean =>
    checks.has(placeOf(spot)) || ranges.some((range) => isOf(range, spot))
  const seen = firstSeen(left)
  const finals = finalWrites(batch.writes, {
    has: (spot) => now.has(placeOf(spot)),
    isDue: (spot) => isChecked(spot) || isDue(left, seen.get(placeOf(spot)), now.get(placeOf(spot)) ?? 0),
    keysIn: (span) => cleared.get(span) ?? [],
  })
  const writes: Write[] = []
  for (const [place, write] of finals) {
    const { space, key } = write
    if (!checks.has(place)) checks.set(place, { kind: 'key', space, key, revision: now.get(place) ?? 0 })
    // What the batch has made itself and deleted again was never there.
    if (write.kind === 'set' || now.has(place)) writes.push(write)
  }
  const { durability } = batch
  return { checks: [...checks.values(), ...ranges], writes, id, ...(durability && { durability }) }
}

/** The keys that a write names, without those of a range. */
function namedBy(write: Write): readonly Spot[] {
  if (write.kind === 'deleteRange') return []
  return write.kind === 'delete' && write.mark !== undefined ? [write, write.mark] : [write]
}

/** The revision that each key had for the page before the batch, 0 for none, undefined when unknown. */
function firstSeen({ batch, seen = [] }: LeftBatch): Map<Place, number | undefined> {
  const first = new Map<Place, number | undefined>()
  batch.writes.forEach((write, i) => {
    if (write.kind !== 'deleteRange' && !first.has(placeOf(write))) first.set(placeOf(write), seen[i])
  })
  return first
}

/**
 * Whether a write that nothing was checked for is still to be done over the row with this revision, 0 for none.
 * `seen` is the revision that the page saw there.
 */
function isDue(left: LeftBatch, seen: number | undefined, revision: number): boolean {
  if (revision !== 0) return isOlder(left, revision)
  // If the page saw a row, somebody has deleted it since.
  return (seen ?? 0) === 0
}

/** Whether a row was there when the page spoke, or is the page's own. */
function isOlder({ at, base, rows, isEarlier }: LeftBatch, revision: number): boolean {
  return revision <= (base ?? at) || rows.has(revision) || isEarlier(revision)
}

/** Whether the page's check holds for the row that has this revision now, 0 for none. */
function holdsKey({ base, rows }: LeftBatch, check: KeyCheck, revision: number): boolean {
  if (rows.known(placeOf(check), revision) !== check.revision) return false
  // Others may have used the number that the page gave.
  return base === undefined || revision <= base || rows.has(revision)
}

/** The check as it can be committed now, undefined when it does not hold. */
async function toRangeNow(
  backend: ReplayBackend,
  { base, rows }: LeftBatch,
  check: RangeCheck,
): Promise<RangeCheck | undefined> {
  const { space, from, to } = check
  const found = await backend.scan({
    space,
    from,
    to,
    limit: check.rows + 1,
    reverse: false,
    select: 'heads',
  })
  const holds = found.every(
    ({ key, revision }) =>
      rows.known(placeOf({ space, key }), revision) <= check.revision &&
      (base === undefined || revision <= base || rows.has(revision)),
  )
  if (!holds || found.length !== check.rows) return undefined
  // A page that numbers its writes sees them before they are stored.
  if (base !== undefined && !rows.isAsSeen(check, found)) return undefined
  return { ...check, revision: found.reduce((newest, { revision }) => Math.max(newest, revision), 0) }
}

function isOf(range: RangeCheck, { space, key }: Spot): boolean {
  return range.space === space && isInSpan(key, range)
}

async function readRevisions(backend: ReplayBackend, wanted: readonly Spot[]): Promise<Map<Place, number>> {
  const revisions = new Map<Place, number>()
  const spaces = Map.groupBy(wanted, ({ space }) => space)
  await Promise.all(
    Array.from(spaces, async ([space, places]) => {
      const rows = await backend.getMany(
        space,
        places.map(({ key }) => key),
      )
      rows.forEach((row, i) => {
        if (row !== undefined) revisions.set(placeOf(places[i]!), row.revision)
      })
    }),
  )
  return revisions
}

async function* headsOf(backend: ReplayBackend, { space, from, to }: Span): AsyncGenerator<Row> {
  for (let start = from; ;) {
    const page = await backend.scan({ space, from: start, to, limit: PAGE, reverse: false, select: 'heads' })
    yield* page
    const last = page[PAGE - 1]
    if (last === undefined) return
    start = keyAfter(last.key)
  }
}

/** A check that never holds: revisions are positive, and 0 stands for no row. */
export const NEVER: Check = { kind: 'key', space: 0, key: '', revision: -1 }
