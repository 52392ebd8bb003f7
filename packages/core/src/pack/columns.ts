import type { Row, SetWrite, ValueType, Write } from '../contract.ts'
import type { Made } from '../engine.ts'
import { KvasirError } from '../errors.ts'
import type { Contents } from './frame.ts'

/** Value types by the number that stands for them. A number that was released keeps its meaning. */
const TYPES: readonly ValueType[] = ['text', 'json', 'bytes', 'rich']

/**
 * Columns of a set, of a row without its revision: the key, the type, the value, or for bytes the index of its
 * blob, the expiry, the time of writing, the metadata if there is any.
 */
type SetColumns = readonly [
  key: string,
  type: number,
  value: string | number,
  expiresAt: number,
  writtenAt: number,
  metadata?: string,
]

/** A set has six or seven columns with its space, a delete two, or three with its mark, a range three. */
type WriteColumns =
  | readonly [space: number, ...SetColumns]
  | readonly [space: number, key: string]
  | readonly [space: number, key: string, mark: readonly [space: number, ...SetColumns]]
  | readonly [space: number, from: string, to: string | 0]

type MadeColumns = readonly [first: number, writes: readonly WriteColumns[], id?: string, last?: number]

/** Commits as a frame holds them. */
export function packCommits(commits: readonly Made[]): Contents {
  const blobs: Uint8Array[] = []
  const json = commits.map(({ first, writes, id, last }): MadeColumns => {
    const columns = writes.map((write) => packWrite(write, blobs))
    if (id === undefined) return [first, columns]
    return last === undefined ? [first, columns, id] : [first, columns, id, last]
  })
  return { json, blobs }
}

export function unpackCommits({ json, blobs }: Contents): Made[] {
  return (json as MadeColumns[]).map(([first, writes, id, last]) => ({
    first,
    writes: writes.map((columns) => unpackWrite(columns, blobs)),
    id,
    last,
  }))
}

type RowColumns = readonly [revision: number, ...SetColumns]

/** Rows as a frame holds them. */
export function packRows(rows: readonly Row[]): Contents {
  const blobs: Uint8Array[] = []
  return { json: rows.map((row): RowColumns => [row.revision, ...packSet(row, blobs)]), blobs }
}

export function unpackRows({ json, blobs }: Contents): Row[] {
  return (json as RowColumns[]).map(([revision, ...columns]) => ({
    ...unpackSet(columns, blobs),
    revision,
  }))
}

function packWrite(write: Write, blobs: Uint8Array[]): WriteColumns {
  if (write.kind === 'set') return [write.space, ...packSet(write, blobs)]
  if (write.kind === 'deleteRange') return [write.space, write.from, write.to ?? 0]
  const { space, key, mark } = write
  return mark === undefined ? [space, key] : [space, key, [mark.space, ...packSet(mark, blobs)]]
}

function unpackWrite(columns: WriteColumns, blobs: readonly Uint8Array[]): Write {
  if (columns.length === 2) return { kind: 'delete', space: columns[0], key: columns[1] }
  if (columns.length === 3) {
    const [space, key, third] = columns
    if (typeof third !== 'object') {
      return { kind: 'deleteRange', space, from: key, to: third === 0 ? undefined : third }
    }
    return { kind: 'delete', space, key, mark: unpackPlaced(third, blobs) }
  }
  return unpackPlaced(columns, blobs)
}

function unpackPlaced(
  [space, ...set]: readonly [space: number, ...SetColumns],
  blobs: readonly Uint8Array[],
): SetWrite {
  return { kind: 'set', space, ...unpackSet(set, blobs) }
}

type Settable = Omit<SetWrite, 'kind' | 'space'>

function packSet(row: Settable, blobs: Uint8Array[]): SetColumns {
  const { key, type, value, expiresAt, writtenAt, metadata } = row
  if (type === 'clone') {
    throw new KvasirError(
      'INVALID_VALUE',
      `The value of ${JSON.stringify(key)} is a structured clone, and has no form in bytes.`,
    )
  }
  const kept = typeof value === 'string' ? value : blobs.push(value as Uint8Array) - 1
  const number = TYPES.indexOf(type)
  return metadata === undefined
    ? [key, number, kept, expiresAt, writtenAt]
    : [key, number, kept, expiresAt, writtenAt, metadata]
}

function unpackSet(
  [key, type, value, expiresAt, writtenAt, metadata]: SetColumns,
  blobs: readonly Uint8Array[],
): Settable {
  return {
    key,
    type: TYPES[type]!,
    value: typeof value === 'string' ? value : blobs[value]!,
    expiresAt,
    writtenAt,
    metadata,
  }
}
