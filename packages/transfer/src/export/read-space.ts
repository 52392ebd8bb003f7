import { type Row, rowBytes } from '@kvasir/core'
import type { Kept, RawNamespace } from '@kvasir/core/raw'
import type { EntryRecord, GoneRecord } from '../records.ts'

/** Rows that are read at a time, between these bounds, so that they take about that many bytes. */
const FEWEST = 1
const MOST = 512
const PAGE_BYTES = 1 << 20

/** What of a namespace is exported. */
export interface Reading {
  readonly namespace: RawNamespace
  /** Its place in the header. */
  readonly space: number
  readonly prefix: string
  readonly withVersions: boolean
  /** Epoch milliseconds. */
  readonly now: () => number
}

/** What an export says of a key. */
export type KeyRecord = EntryRecord | GoneRecord

/** The entries in key order, page by page, then the keys that have nothing but versions. */
export async function* readSpace(reading: Reading): AsyncGenerator<readonly KeyRecord[], void> {
  const { namespace, prefix, withVersions } = reading
  let limit = 32
  for (let behind: string | undefined; ;) {
    const rows: readonly Row[] = await namespace.rows({ prefix, behind, limit })
    const records = await toRecords(reading, rows)
    if (records.length > 0) yield records
    const last = rows.at(-1)
    if (last === undefined || rows.length < limit) break
    behind = last.key
    limit = nextLimit(limit, records)
  }
  if (withVersions) yield* readGone(reading)
}

/** What is to be said now of keys; of those that have no entry, that they are gone at the moment that is given. */
export async function readKeys(
  reading: Reading,
  keys: ReadonlyMap<string, number>,
): Promise<readonly KeyRecord[]> {
  const { namespace, space } = reading
  const rows = await namespace.getMany([...keys.keys()])
  // Changed keys are far from each other.
  const versions = reading.withVersions
    ? await Promise.all(Array.from(keys.keys(), (key) => namespace.versions(key)))
    : undefined
  return Array.from(keys, ([key, writtenAt], i): KeyRecord => {
    const row = rows[i]
    return row === undefined
      ? { kind: 'gone', space, key, writtenAt, versions: versions?.[i] }
      : toRecord(reading, row, versions?.[i])
  })
}

async function toRecords(reading: Reading, rows: readonly Row[]): Promise<readonly KeyRecord[]> {
  const keys = rows.map(({ key }) => key)
  const versions = reading.withVersions ? await reading.namespace.versionsOfAll(keys) : undefined
  const told = rows.map((row, i) => toRecord(reading, row, versions?.[i]))
  // What has expired is nothing to tell of where there is no history.
  return versions === undefined ? told.filter(({ kind }) => kind === 'entry') : told
}

function toRecord({ space, now }: Reading, row: Row, versions: readonly Kept[] | undefined): KeyRecord {
  if (isLive(row, now)) return { kind: 'entry', space, row, versions }
  // What has expired is history.
  const { key, expiresAt: writtenAt } = row
  return {
    kind: 'gone',
    space,
    key,
    writtenAt,
    versions: versions && [...versions, { operation: 'put', row }],
  }
}

async function* readGone({ namespace, space, prefix }: Reading): AsyncGenerator<readonly KeyRecord[], void> {
  let said: string | undefined
  for (let from: string | undefined = ''; from !== undefined;) {
    const { keys, next } = await namespace.versionedKeys(from)
    const wanted = keys.filter((key) => key !== said && key.startsWith(prefix))
    const rows = await namespace.getMany(wanted)
    const records: KeyRecord[] = []
    for (const [i, key] of wanted.entries()) {
      if (rows[i] !== undefined) continue
      const versions = await namespace.versions(key)
      const last = versions.at(-1)
      if (last === undefined) continue
      const { writtenAt } = last.operation === 'put' ? last.row : last
      records.push({ kind: 'gone', space, key, writtenAt, versions })
    }
    if (records.length > 0) yield records
    // The versions of a key may go on in the next page.
    said = keys.at(-1)
    from = next
  }
}

function isLive({ expiresAt }: Row, now: () => number): boolean {
  return expiresAt === 0 || now() < expiresAt
}

function nextLimit(limit: number, records: readonly KeyRecord[]): number {
  const bytes = records.reduce((sum, record) => sum + bytesOf(record), 1)
  const fitting = Math.floor((limit * PAGE_BYTES) / bytes)
  return Math.max(FEWEST, Math.min(MOST, limit * 2, fitting))
}

function bytesOf(record: KeyRecord): number {
  const own = record.kind === 'entry' ? rowBytes(record.row) : 0
  const versions = record.versions ?? []
  return versions.reduce((sum, kept) => sum + (kept.operation === 'put' ? rowBytes(kept.row) : 0), own)
}
