import { type Engine, type Incident, KvasirError, type SnapshotPiece } from '@kvasir/core'
import { canCompress, compress, uncompress } from '@kvasir/core/pack'
import { compressedSpaces } from '@kvasir/core/raw'
import { breathe } from './idle.ts'

/** A piece as it is stored. */
export interface Packed {
  readonly bytes: Uint8Array
  /** Milliseconds of the longest time, at the most, for which packing it kept everything else from running. */
  readonly longestPause: number
}

/** Makes of a piece what is stored of it. */
export type Pack = (piece: SnapshotPiece) => Promise<Packed>

/**
 * Makes what packs the pieces of an engine, by what the namespaces ask for in it at the moment. Each stored piece says
 * by itself whether it is compressed.
 */
export type Packing = (engine: Engine) => Pack

/** Throws `UNAVAILABLE` if everything is to be compressed and the platform cannot. */
export function checkCompression(compression: boolean | undefined): void {
  if (compression !== true || canCompress()) return
  throw new KvasirError(
    'UNAVAILABLE',
    'There is no CompressionStream here: leave out compression, or set it to false.',
  )
}

/**
 * How the pieces of snapshots are stored: all compressed, none, or, where nothing is said, those with rows of
 * namespaces that ask for it; what is not of one namespace is compressed when any asks. `report` is called once if the
 * platform cannot do it.
 */
export function packing(compression: boolean | undefined, report: (incident: Incident) => void): Packing {
  let isReported = false
  return (engine) => {
    const asks = askerOf(compression, engine)
    return async ({ bytes, space }) => {
      if (!asks(space)) return { bytes, longestPause: 0 }
      if (canCompress()) return await packed(bytes)
      if (!isReported) report(toIncident())
      isReported = true
      return { bytes, longestPause: 0 }
    }
  }
}

/** The pieces of a snapshot as its engine has made them. Throws `DAMAGED`, `UNSUPPORTED_DATABASE`, `UNAVAILABLE`. */
export async function unpack(pieces: readonly Uint8Array[]): Promise<Uint8Array[]> {
  const whole: Uint8Array[] = []
  for (const piece of pieces) whole.push(await uncompress(piece))
  return whole
}

function askerOf(compression: boolean | undefined, engine: Engine): (space: number | undefined) => boolean {
  if (compression !== undefined) return () => compression
  const spaces = compressedSpaces(engine)
  return (space) => (space === undefined ? spaces.size > 0 : spaces.has(space))
}

async function packed(bytes: Uint8Array): Promise<Packed> {
  let longestPause = 0
  let start = performance.now()
  const note = (): void => {
    longestPause = Math.max(longestPause, performance.now() - start)
  }
  const shorter = await compress(bytes, async () => {
    note()
    await breathe()
    start = performance.now()
  })
  note()
  return { bytes: shorter, longestPause }
}

function toIncident(): Incident {
  const message =
    'Snapshots are stored without compression, as there is no CompressionStream here: they take more room, and nothing is lost.'
  return { kind: 'uncompressed', at: Date.now(), message }
}
