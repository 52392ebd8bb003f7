import { KvasirError } from '@kvasir/core'
import { toFrame } from '@kvasir/core/pack'
import type { StoredSnapshot } from '../storage.ts'
import { checkFormat, FORMAT, frameAt } from './log-format.ts'

/** The first frame of a snapshot. */
export function toSnapshotHead(engine: string): Uint8Array<ArrayBuffer> {
  return toFrame({ json: { snapshot: FORMAT, engine }, blobs: [] })
}

/** A piece, number `index` from 0, as a snapshot has it. */
export function toSnapshotPiece(index: number, piece: Uint8Array): Uint8Array<ArrayBuffer> {
  return toFrame({ json: index, blobs: [piece] })
}

/** The last frame, without which a snapshot is not whole. */
export function toSnapshotEnd(pieces: number, position: number): Uint8Array<ArrayBuffer> {
  return toFrame({ json: { pieces, position }, blobs: [] })
}

/**
 * Reads a snapshot. Throws `DAMAGED` for one that is not whole or is something else, and `UNSUPPORTED_DATABASE` for
 * one of a newer version.
 */
export function readSnapshot(bytes: Uint8Array): StoredSnapshot {
  const head = frameAt(bytes, 0)
  const { snapshot, engine } = (head?.contents.json ?? {}) as { snapshot?: number; engine?: string }
  if (head === undefined || snapshot === undefined || engine === undefined) {
    throw new KvasirError('DAMAGED', 'It does not begin as a snapshot of Kvasir does.')
  }
  checkFormat(snapshot)
  const pieces: Uint8Array[] = []
  for (let next = frameAt(bytes, head.end); next !== undefined; next = frameAt(bytes, next.end)) {
    const { json, blobs } = next.contents
    const [piece] = blobs
    if (json === pieces.length && piece !== undefined) {
      pieces.push(piece)
      continue
    }
    const end = json as { readonly pieces?: number; readonly position?: number } | null
    if (end?.pieces !== pieces.length || end.position === undefined || next.end !== bytes.length) break
    return { position: end.position, engine, pieces }
  }
  throw new KvasirError('DAMAGED', `It cannot be read behind piece ${pieces.length}.`)
}
