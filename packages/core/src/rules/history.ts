import type { Entry, HistoryOptions, Version } from '../api.ts'
import type { Backend, Row, Write } from '../contract.ts'
import { KvasirError } from '../errors.ts'
import { isLive, live } from '../expiry.ts'
import type { Registration } from '../registration.ts'
import { historySpace } from '../spaces.ts'
import { type Task, wait } from '../task.ts'
import { replacedVersion } from './replaced-version.ts'
import { keepEnd, keyOfValue, type Kept, MAX_KEPT, toKept, versionsOf } from './version-row.ts'

/** The versions of a key, newest first. */
export function* readHistory<V>(
  backend: Backend,
  { id, history = 1 }: Registration,
  key: string,
  { limit = Infinity }: HistoryOptions,
  toEntry: (row: Row) => Entry<V>,
  now: number,
): Task<Version<V>[]> {
  if (limit !== Infinity && !(Number.isSafeInteger(limit) && limit > 0)) {
    throw new KvasirError('INVALID_OPTION', `The limit of a history is a positive integer; got ${limit}.`)
  }
  // The row first: what is replaced meanwhile is then seen in both places, and not in neither.
  const current = yield* wait(backend.get(id, key))
  if (history === 1) {
    return current !== undefined && isLive(current, () => now)
      ? [{ operation: 'put', ...toEntry(current) }]
      : []
  }
  const kept = yield* readKept(backend, id, key)
  const versions: Version<V>[] = []
  let until = now
  const tell = (row: Row, end: number): void => {
    if (row.expiresAt > 0 && row.expiresAt <= end) {
      versions.push({ operation: 'expire', key, revision: row.revision, writtenAt: row.expiresAt })
    }
    versions.push({ operation: 'put', ...toEntry(row) })
    until = row.writtenAt
  }
  const replaced = yield* replacedVersion(backend, id, key, kept[0])
  if (current !== undefined) tell(current, now)
  if (replaced !== undefined) {
    const { row, revision } = replaced
    if (current === undefined && isLive(row, () => now)) {
      versions.push({ operation: 'delete', key, revision, writtenAt: now })
    }
    tell(row, until)
  }
  for (const each of kept) {
    if (each.operation === 'put') {
      if (each.row.revision !== current?.revision) tell(each.row, each.replacedAt ?? until)
    } else {
      versions.push({ operation: each.operation, key, revision: each.revision, writtenAt: each.writtenAt })
      until = each.writtenAt
    }
  }
  // Those that have expired are told of without being kept, and those that were beyond a new configuration still are.
  return versions.slice(0, Math.min(limit, history))
}

/** The row that a key had at a revision, expired or not; undefined when it is not kept, or had no value. */
export function* readVersion(
  backend: Backend,
  { id, history = 1 }: Registration,
  key: string,
  revision: number,
): Task<Row | undefined> {
  const current = yield* wait(backend.get(id, key))
  if (current?.revision === revision) return current
  if (history === 1) return undefined
  const [newest] = yield* readKept(backend, id, key)
  const replaced = yield* replacedVersion(backend, id, key, newest)
  if (replaced?.row.revision === revision) return replaced.row
  const row = yield* wait(backend.get(historySpace(id), keyOfValue(key, revision)))
  const kept = row && toKept(key, row)
  return kept?.operation === 'put' ? kept.row : undefined
}

/** The writes that take a key with its history; undefined where there is nothing to purge. */
export function* planPurge(
  backend: Backend,
  { id, history = 1 }: Registration,
  key: string,
  now: number,
): Task<readonly Write[] | undefined> {
  const current = yield* wait(backend.get(id, key))
  const deletion: Write = { kind: 'delete', space: id, key }
  if (history === 1) return live(current, () => now) && [deletion]
  const [newest] = yield* readKept(backend, id, key)
  if (current === undefined && (newest === undefined || newest.operation === 'purge')) return undefined
  // What tells of it is older than everything that is kept from now on.
  return [deletion, { kind: 'deleteRange', ...versionsOf(id, key) }, keepEnd(id, key, 0, 'purge', now)]
}

function* readKept(backend: Backend, id: number, key: string): Task<Kept[]> {
  const scan = { ...versionsOf(id, key), limit: MAX_KEPT, reverse: true, select: 'rows' } as const
  return (yield* wait(backend.scan(scan))).map((row) => toKept(key, row))
}
