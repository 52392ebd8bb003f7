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

/** All rows as they are at one moment, and the newest revision among them. */
export interface Copy {
  readonly revision: number
  readonly pieces: readonly Uint8Array[]
}

/** Copies all rows within one transaction; undefined when they have more than `maxBytes`. */
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
      bytes += rowBytes(row)
      revision = Math.max(revision, row.revision)
    }
    if (bytes > maxBytes) return undefined
    if (rows.length > 0) pieces.push(toPiece(keys as string[], rows))
    if (rows.length < PIECE) return { revision, pieces }
    after = keys[PIECE - 1]
  }
}

/** The rows of a rescue file; undefined when there is none, or none of this form. */
export async function readCopy(
  file: RescueFile | undefined,
): Promise<{ readonly revision: number; readonly rows: readonly Placed[] } | undefined> {
  const found = await file?.read()
  if (found === undefined || found.head.engine !== COPY_ENGINE) return undefined
  return { revision: found.head.revision, rows: found.pieces.flatMap(fromPiece) }
}

function toPiece(keys: readonly string[], rows: readonly Row[]): Uint8Array {
  const { json, blobs } = packRows(rows)
  return toFrame({ json: [keys.map((key) => Number.parseInt(key, 10)), json], blobs })
}

function fromPiece(piece: Uint8Array): Placed[] {
  const { json, blobs } = fromFrame(piece)
  const [spaces, rows] = json as [number[], unknown]
  return unpackRows({ json: rows, blobs }).map((row, i) => ({ space: spaces[i] as number, row }))
}
