import type { Batch, Commit, KeyCheck, Mode, Row, SetWrite, Span, Write } from '../contract.ts'
import { withGraves } from '../graves.ts'
import { tallyKey } from '../registry.ts'
import { noteSpace, REGISTRY } from '../spaces.ts'
import type { Home } from '../shell/home.ts'
import { deletedError } from '../shell/deleted-error.ts'
import { MAX_ATTEMPTS } from '../shell/max-attempts.ts'
import type { ScopeShell } from '../shell/scope.ts'
import { type Task, wait } from '../task.ts'
import { replaceVersions, type RawVersion, reservation } from './raw-versions.ts'

export type { RawVersion } from './raw-versions.ts'

interface RawWrite {
  readonly key: string
  /** Writes nothing of all unless the key's row has this revision, 0 for no row. */
  readonly ifRevision?: number | undefined
  /** What the history of the key is from now on, oldest first, without the row; where the namespace keeps one. */
  readonly versions?: readonly RawVersion[] | undefined
}

/** A row to be written as it is, but for its revision. */
export interface RawPut extends RawWrite {
  readonly row: Omit<Row, 'key' | 'revision'>
}

/** A key to be without a row. */
export interface RawDelete extends RawWrite {
  readonly row?: undefined
}

export type RawWrites = readonly (RawPut | RawDelete)[]

/**
 * Writes all of it in one commit; answers false, and has written nothing, when somebody came between: for that, a span
 * can be given that must be empty, in place of what the writes say of the revisions of their keys in it. Rules of the
 * namespace hold: an entry lives no longer than its ttl says, and limits are judged.
 * Throws `LIMIT_EXCEEDED`, `NAMESPACE_DELETED`.
 */
export function* writeRaw<M extends Mode>(
  scope: ScopeShell<M>,
  home: Home,
  given: RawWrites,
  empty?: Span,
): Task<boolean> {
  const { id } = home
  const now = scope.clock()
  const last = home.longest === undefined ? Infinity : Math.ceil(now + home.longest)
  const batch: Batch = {
    checks:
      empty === undefined
        ? given.flatMap((each) => toChecks(id, each))
        : [{ kind: 'range', ...empty, rows: 0, revision: 0 }],
    writes: given.map((each) => toWrite(id, each, last)),
  }
  const { history = 1 } = home.registration
  const versions = history > 1 ? given.filter((each) => each.versions !== undefined) : []
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    const commit =
      versions.length === 0
        ? yield* scope.commit(home, batch)
        : yield* commitWithVersions(scope, home, batch, versions)
    if (commit.ok) return true
    if (home.gone) throw deletedError(home.name)
    if (commit.failed.space === id) return false
  }
  return false
}

function toChecks(space: number, { key, ifRevision }: RawWrite): KeyCheck[] {
  return ifRevision === undefined ? [] : [{ kind: 'key', space, key, revision: ifRevision }]
}

function toWrite(space: number, { key, row }: RawPut | RawDelete, last: number): Write {
  if (row === undefined) return { kind: 'delete', space, key }
  const { type, value, writtenAt, metadata } = row
  const own = row.expiresAt === 0 ? Infinity : row.expiresAt
  const expiresAt = Math.min(own, last)
  const write: SetWrite = {
    kind: 'set',
    space,
    key,
    type,
    value,
    writtenAt,
    metadata,
    expiresAt: expiresAt === Infinity ? 0 : expiresAt,
  }
  return write
}

/**
 * The versions come last in the commit, in place of what the rules have kept of the rows that are replaced. Their
 * revisions were taken before, so they lie below those of the rows.
 */
function* commitWithVersions<M extends Mode>(
  scope: ScopeShell<M>,
  home: Home,
  { checks, writes }: Batch,
  given: RawWrites,
): Task<Commit> {
  const { id, registration } = home
  const { history = 1 } = registration
  const kept = given.map(({ key, row, versions = [] }) => ({
    key,
    versions: versions.slice(Math.max(0, versions.length - (history - (row === undefined ? 0 : 1)))),
  }))
  const count = kept.reduce((sum, { versions }) => sum + versions.length, 0)
  const reserved = yield* wait(
    scope.backend.commit({ checks: home.checks, writes: reservation(id, Math.max(1, count)) }),
  )
  if (!reserved.ok) {
    yield* scope.isCurrent(home)
    return reserved
  }
  const plain: Batch = { checks: [...home.checks, ...checks], writes: withGraves(writes, id, scope.clock) }
  const ruled = yield* scope.rules.elaborate(scope.backend, [registration], plain, scope.clock())
  let { first } = reserved
  const tail = kept.flatMap(({ key, versions }) => {
    const replacement = replaceVersions(id, key, versions, first)
    first += versions.length
    return replacement
  })
  // The rules have not weighed the versions: what the namespace holds is counted anew.
  const recount: Write = { kind: 'delete', space: noteSpace(id), key: tallyKey(id) }
  const whole: Batch = { ...ruled, writes: [...ruled.writes, ...tail, recount] }
  const commit = yield* scope.send(whole)
  if (!commit.ok && commit.failed.space === REGISTRY) yield* scope.isCurrent(home)
  return commit
}
