import { KvasirError, rowBytes } from '@kvasir/core'
import type { Kept, RawDelete, RawPut, RawVersion } from '@kvasir/core/raw'
import type { Row } from '@kvasir/core'
import type { EntryRecord, GoneRecord } from '../records.ts'
import type { Conflict } from './import-options.ts'

/** What an import does with an entry. */
export type Outcome = 'created' | 'overwritten' | 'skipped' | 'expired' | 'amended' | 'nothing'

export interface Decision {
  readonly outcome: Outcome
  readonly write: RawPut | RawDelete | undefined
}

/** What is to be known for a decision. */
export interface Circumstances {
  readonly conflict: Conflict
  /** Epoch milliseconds. */
  readonly now: number
  /** The newest revision before the import. */
  readonly after: number
  /** Whether the namespace keeps earlier versions. */
  readonly keepsVersions: boolean
}

/**
 * What becomes of an entry of the source where there is this row. Throws `CONFLICT`.
 *
 * A row that the import itself has written, of an earlier line, is replaced without asking: the source has changed its mind.
 * It is recognized by its revision, which is greater than all before the import, and by the moment of its writing, which is
 * not later than that of the line: what somebody else writes meanwhile is later.
 */
export function decide(
  record: EntryRecord | GoneRecord,
  existing: Row | undefined,
  { conflict, now, after, keepsVersions }: Circumstances,
): Decision {
  const isEntry = record.kind === 'entry'
  const hasExpired = isEntry && isExpired(record.row, now)
  const versions = keepsVersions ? toVersions(record, hasExpired) : undefined
  const key = isEntry ? record.row.key : record.key
  const writtenAt = isEntry ? record.row.writtenAt : record.writtenAt
  const isLive = existing !== undefined && !isExpired(existing, now)
  const isOwn = existing !== undefined && existing.revision > after && existing.writtenAt <= writtenAt
  const ifRevision = existing?.revision ?? 0
  if (!isEntry || hasExpired) {
    const outcome = hasExpired ? 'expired' : isOwn ? 'amended' : 'nothing'
    // What is there is not of the source, which knows of no entry: it stays.
    if (isLive && !isOwn) return { outcome, write: undefined }
    const hasVersions = versions !== undefined && versions.length > 0
    return { outcome, write: isOwn || hasVersions ? { key, ifRevision, versions } : undefined }
  }
  const put: RawPut = { key, row: record.row, versions, ifRevision }
  if (isOwn) return { outcome: 'amended', write: put }
  if (!isLive) return { outcome: 'created', write: put }
  switch (conflict) {
    case 'overwrite':
      // Whatever comes between is overwritten, too.
      return { outcome: 'overwritten', write: { ...put, ifRevision: undefined } }
    case 'skip':
      return { outcome: 'skipped', write: undefined }
    case 'newer':
      return writtenAt > existing.writtenAt
        ? { outcome: 'overwritten', write: put }
        : { outcome: 'skipped', write: undefined }
    case 'error':
      throw new KvasirError(
        'CONFLICT',
        `The key ${JSON.stringify(key)} has an entry already; nothing of its batch was imported.`,
        { revision: existing.revision, path: key },
      )
  }
}

/** The bytes that a decision writes. */
export function bytesOf({ write }: Decision): number {
  return write?.row === undefined ? 0 : rowBytes({ key: write.key, ...write.row })
}

function isExpired({ expiresAt }: Row, now: number): boolean {
  return expiresAt !== 0 && expiresAt <= now
}

/** The versions of a key as they are to be written; a value that has expired by now is one of them. */
function toVersions(
  record: EntryRecord | GoneRecord,
  hasExpired: boolean,
): readonly RawVersion[] | undefined {
  const kept = record.versions
  if (kept === undefined) return undefined
  const all: readonly Kept[] =
    hasExpired && record.kind === 'entry' ? [...kept, { operation: 'put', row: record.row }] : kept
  return all.map((each): RawVersion => {
    if (each.operation !== 'put') return { operation: each.operation, writtenAt: each.writtenAt }
    return { operation: 'put', ...each.row }
  })
}
