import type { Check, Commit, Row, Write } from '../contract.ts'
import { buried } from '../graves.ts'
import { horizonKey, readHorizon, writeNote } from '../registry.ts'
import type { Home } from '../shell/home.ts'
import { graveSpace } from '../spaces.ts'
import { type Task, wait } from '../task.ts'
import type { LiveHost } from './live.ts'

/** Rows that are removed in one commit. */
export const STEP = 256

/** Deletions of a namespace that are remembered at the most. */
const MAX_GRAVES = 10_000

/** What a step has come to: when others have come before, what was found is not removed. */
export interface SweepStep {
  readonly found: number
  readonly removed: number
}

export const NOTHING_SWEPT: SweepStep = { found: 0, removed: 0 }

/** Removes up to {@link STEP} entries that have expired. */
export function* sweepEntries(host: LiveHost, home: Home, now: number): Task<SweepStep> {
  const scan = { order: 'expiry', space: home.id, until: now, limit: STEP, select: 'heads' } as const
  const rows = yield* wait(host.backend.scan(scan))
  if (rows.length === 0) return NOTHING_SWEPT
  const checks = rows.map((row): Check => checkOf(home.id, row))
  const writes = rows.map(({ key }): Write => buried({ kind: 'delete', space: home.id, key }, 'expire', now))
  // When it is refused, another one has swept, or written: what is left is found again.
  return stepOf(rows, yield* host.commit(home, { checks, writes }))
}

/** Forgets deletions that are too old, or too many, up to {@link STEP} of them. */
export function* sweepGraves(host: LiveHost, home: Home, now: number): Task<SweepStep> {
  const { backend } = host
  const space = graveSpace(home.id)
  const old = yield* wait(backend.scan({ order: 'expiry', space, until: now, limit: STEP, select: 'heads' }))
  const rows = old.length > 0 ? old : yield* tooMany(host, space)
  if (rows.length === 0) return NOTHING_SWEPT
  const newest = rows.reduce(
    (most, { revision }) => Math.max(most, revision),
    yield* readHorizon(backend, home.id),
  )
  const commit = yield* host.commit(home, {
    checks: rows.map((row) => checkOf(space, row)),
    writes: [
      ...rows.map(({ key }): Write => ({ kind: 'delete', space, key })),
      writeNote(home.id, horizonKey(home.id), newest, now),
    ],
  })
  return stepOf(rows, commit)
}

function stepOf({ length }: readonly Row[], { ok }: Commit): SweepStep {
  return { found: length, removed: ok ? length : 0 }
}

function* tooMany({ backend }: LiveHost, space: number): Task<readonly Row[]> {
  const { rows } = yield* wait(backend.stat({ space, from: '', to: undefined, at: 0, bytes: false }))
  const limit = Math.min(STEP, rows - MAX_GRAVES)
  if (limit <= 0) return []
  // All are remembered for equally long, so that the first to expire are the oldest. By revision they would cost some
  // engines an index over all rows.
  return yield* wait(backend.scan({ order: 'expiry', space, until: Infinity, limit, select: 'heads' }))
}

function checkOf(space: number, { key, revision }: Row): Check {
  return { kind: 'key', space, key, revision }
}
