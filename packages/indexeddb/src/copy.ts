import type { RescueFile } from '@kvasir/browser'
import { type Row, rowBytes } from '@kvasir/core'
import { fromFrame, packRows, toFrame, unpackRows } from '@kvasir/core/pack'
import { promisifyRequest } from 'idb-keyval'
import { fromStoredKey } from './stored-key.ts'
import { toRow, type StoredRow } from './stored-row.ts'

/** Names the form of the pieces below in a rescue file. */
export const COPY_ENGINE = 'indexeddb rows 1'

/** Bytes of rows that are copied at the most; they are in memory for a moment. */
export const MAX_COPY_BYTES: number = 64 * 2 ** 20

/** Rows of a piece. */
const PIECE = 1000

/** A row with its space. */
export interface Placed {
  readonly space: number
  readonly row: Row
}

/** All rows as they are at one moment, but for structured clones, and the newest revision among them all. */
export interface Copy {
  readonly revision: number
  readonly pieces: readonly Uint8Array[]
}

/** What a copy has kept. */
export interface Kept {
  readonly revision: number
  /** Everything up to this revision is among the rows. */
  readonly restored: number
  readonly rows: readonly Placed[]
}

/** Copies all rows within one transaction; undefined when what is copied has more than `maxBytes`. */
export async function copyRows(store: IDBObjectStore, maxBytes: number): Promise<Copy | undefined> {
  const pieces: Uint8Array[] = []
  let revision = 0
  let bytes = 0
  let after: IDBValidKey | undefined
  for (;;) {
    // Keys of rows start with a digit; everything else comes behind ':'.
    const range =
      after === undefined ? IDBKeyRange.upperBound(':', true) : IDBKeyRange.bound(after, ':', true, true)
    const [keys, values] = await Promise.all([
      promisifyRequest(store.getAllKeys(range, PIECE)),
      promisifyRequest<StoredRow[]>(store.getAll(range, PIECE)),
    ])
    const rows = values.map((value, i) => toRow(fromStoredKey(keys[i] as string), value))
    for (const row of rows) {
      if (isCopied(row)) bytes += rowBytes(row)
      revision = Math.max(revision, row.revision)
    }
    if (bytes > maxBytes) return undefined
    if (rows.length > 0) pieces.push(toPiece(keys as string[], rows))
    if (rows.length < PIECE) return { revision, pieces }
    after = keys[PIECE - 1]
  }
}

/** The rows of a rescue file; undefined when there is none, or none of this form. */
export async function readCopy(file: RescueFile | undefined): Promise<Kept | undefined> {
  const found = await file?.read()
  if (found === undefined || found.head.engine !== COPY_ENGINE) return undefined
  const { revision } = found.head
  const pieces = found.pieces.map(fromPiece)
  return {
    revision,
    restored: Math.min(revision, ...pieces.map(({ firstMissing }) => firstMissing - 1)),
    rows: pieces.flatMap(({ rows }) => rows),
  }
}

function isCopied({ type }: Row): boolean {
  return type !== 'clone'
}

/** The spaces of rows, the rows, and the lowest revision of those that are left out, `null` when all are there. */
type Piece = readonly [spaces: readonly number[], rows: unknown, firstMissing: number | null]

function toPiece(keys: readonly string[], rows: readonly Row[]): Uint8Array {
  const spaces = keys.filter((_, i) => isCopied(rows[i]!)).map((key) => Number.parseInt(key, 10))
  const { json, blobs } = packRows(rows.filter(isCopied))
  const missing = rows.filter((row) => !isCopied(row)).map(({ revision }) => revision)
  const firstMissing = missing.length === 0 ? null : Math.min(...missing)
  return toFrame({ json: [spaces, json, firstMissing] satisfies Piece, blobs })
}

function fromPiece(piece: Uint8Array): { readonly rows: Placed[]; readonly firstMissing: number } {
  const { json, blobs } = fromFrame(piece)
  const [spaces, columns, firstMissing] = json as Piece
  const rows = unpackRows({ json: columns, blobs }).map((row, i) => ({ space: spaces[i]!, row }))
  return { rows, firstMissing: firstMissing ?? Infinity }
}
