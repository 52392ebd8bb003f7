import { KvasirError, type Row, type SnapshotPiece } from '@kvasir/core'
import { fromFrame, packRows, toFrame, unpackRows } from '@kvasir/core/pack'
import type { Answers, Remembered } from './answers.ts'
import type { Table } from './table.ts'

/** Where a piece ends: so that making one takes a few milliseconds at the most. */
const PIECE_ROWS = 2000
const PIECE_UNITS = 256 * 1024

/** What there is in a snapshot: pieces with rows of one space, and at the end the piece with the rest. */
export interface State {
  readonly tables: ReadonlyMap<number, Table>
  readonly answers: Answers
  readonly revision: number
}

type Piece =
  | readonly [kind: 'rows', space: number, rows: unknown]
  | readonly [kind: 'rest', revision: number, answers: unknown, before: number]

/** The pieces of a state, which is read anew for each: a map that changes is iterated to its end all the same. */
export function* writeSnapshot(state: () => State): Generator<SnapshotPiece> {
  let before = 0
  for (const [space, table] of state().tables) {
    for (const rows of slices(table.rows.values())) {
      const { json, blobs } = packRows(rows)
      before++
      yield { bytes: toFrame({ json: ['rows', space, json] satisfies Piece, blobs }), space }
    }
  }
  const { revision, answers } = state()
  const rest: Piece = ['rest', revision, [...answers.entries()], before]
  yield { bytes: toFrame({ json: rest, blobs: [] }), space: undefined }
}

export interface Restored {
  readonly revision: number
  readonly answers: readonly (readonly [id: string, answer: Remembered])[]
}

/** Reads the pieces of a snapshot; `put` gets each row. Throws `DAMAGED`, `UNSUPPORTED_DATABASE`. */
export function readSnapshot(
  pieces: readonly Uint8Array[],
  put: (space: number, row: Row) => void,
): Restored {
  let restored: Restored | undefined
  for (const [i, piece] of pieces.entries()) {
    const { json, blobs } = fromFrame(piece)
    if (!isPiece(json)) throw new KvasirError('DAMAGED', 'A snapshot has a piece of something else.')
    const [kind, number, content, before] = json
    if (kind === 'rows') for (const row of unpackRows({ json: content, blobs })) put(number, row)
    else if (kind !== 'rest' || before !== i) throw new KvasirError('DAMAGED', 'A snapshot lacks pieces.')
    else restored = { revision: number, answers: content as Restored['answers'] }
  }
  if (restored === undefined) throw new KvasirError('DAMAGED', 'A snapshot has no end.')
  return restored
}

function isPiece(json: unknown): json is Piece {
  return Array.isArray(json) && (json[0] === 'rows' || json[0] === 'rest')
}

function* slices(rows: Iterable<Row>): Generator<Row[]> {
  let slice: Row[] = []
  let units = 0
  for (const row of rows) {
    slice.push(row)
    units += row.key.length + (row.value as string | Uint8Array).length
    if (slice.length < PIECE_ROWS && units < PIECE_UNITS) continue
    yield slice
    slice = []
    units = 0
  }
  if (slice.length > 0) yield slice
}
