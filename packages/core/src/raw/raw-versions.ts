import type { Backend, KeyScan, Row, Span, Write } from '../contract.ts'
import type { EndVersion } from '../api.ts'
import { keyAfter } from '../key-order.ts'
import {
  keepEnd,
  keepValue,
  type Kept,
  keyOfVersion,
  MAX_KEPT,
  toKept,
  versionsOf,
} from '../rules/version-row.ts'
import { historySpace } from '../spaces.ts'
import { type Task, wait } from '../task.ts'

const PAGE = 256

/** A version to be written, older than the row of its key: a value, or the end of the one before. */
export type RawVersion =
  | ({ readonly operation: 'put' } & Omit<Row, 'key' | 'revision'>)
  | { readonly operation: EndVersion['operation']; readonly writtenAt: number }

/** The kept versions of a key, oldest first. */
export function* readVersions(backend: Backend, id: number, key: string): Task<readonly Kept[]> {
  const scan = { ...versionsOf(id, key), limit: MAX_KEPT, reverse: false, select: 'rows' } as const
  const rows = yield* wait(backend.scan(scan))
  return rows.map((row) => toKept(key, row))
}

/**
 * The kept versions of keys that follow each other in key order, oldest first. Versions lie by the length of their key:
 * those of each length are read together, page by page.
 */
export function* readVersionsOfAll(
  backend: Backend,
  id: number,
  keys: readonly string[],
): Task<readonly (readonly Kept[])[]> {
  const kept = new Map(keys.map((key): [string, Kept[]] => [key, []]))
  const ends = new Map<number, { readonly first: string; last: string }>()
  for (const key of keys) {
    const end = ends.get(key.length)
    if (end === undefined) ends.set(key.length, { first: key, last: key })
    else end.last = key
  }
  for (const { first, last } of ends.values()) {
    const { space, from } = versionsOf(id, first)
    const span: Span = { space, from, to: versionsOf(id, last).to }
    for (let rest: Span | undefined = span; rest !== undefined;) {
      const scan: KeyScan = { ...rest, limit: PAGE, reverse: false, select: 'rows' }
      const rows: readonly Row[] = yield* wait(backend.scan(scan))
      // Between them may be those of keys that have no row any more.
      for (const row of rows) {
        const key = keyOfVersion(row)
        kept.get(key)?.push(toKept(key, row))
      }
      const end = rows.at(-1)
      rest = end === undefined || rows.length < PAGE ? undefined : { ...span, from: keyAfter(end.key) }
    }
  }
  return keys.map((key) => kept.get(key) ?? [])
}

/** The next keys that have versions, in the order in which those lie, and where to go on. */
export function* readVersionedKeys(
  backend: Backend,
  id: number,
  from: string,
): Task<{ readonly keys: readonly string[]; readonly next: string | undefined }> {
  const scan: KeyScan = {
    space: historySpace(id),
    from,
    to: undefined,
    limit: PAGE,
    reverse: false,
    select: 'heads',
  }
  const rows = yield* wait(backend.scan(scan))
  const last = rows.at(-1)
  return {
    keys: [...new Set(rows.map(keyOfVersion))],
    next: last === undefined || rows.length < PAGE ? undefined : keyAfter(last.key),
  }
}

/** Writes that take revisions, one each, and change nothing. */
export function reservation(id: number, count: number): Write[] {
  return Array.from({ length: count }, () => ({ kind: 'delete', space: historySpace(id), key: '' }))
}

/** The writes that make these the versions of a key, oldest first, with the revisions from `first` on. */
export function replaceVersions(
  id: number,
  key: string,
  versions: readonly RawVersion[],
  first: number,
): Write[] {
  return [
    { kind: 'deleteRange', ...versionsOf(id, key) },
    ...versions.map((version, i): Write => {
      const revision = first + i
      if (version.operation === 'put') {
        const { operation: _, ...row } = version
        return keepValue(id, { ...row, key, revision })
      }
      return keepEnd(id, key, revision, version.operation, version.writtenAt, revision)
    }),
  ]
}
