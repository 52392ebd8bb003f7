import type { Engine, SnapshotPiece } from '@kvasir/core'
import { uncompressedBytes } from '@kvasir/core/pack'
import type { Pack, Packing } from './compression.ts'
import type { SnapshotWriter } from './storage.ts'

/** What a snapshot is taken of. */
export interface Subject {
  /**
   * Runs `job` when the engine can be asked for a piece, and tells it the position of the last record that is in the
   * engine.
   */
  whenQuiet<T>(job: (engine: Engine, position: number) => T): Promise<T>
  /** Resolves when everything that the engine held at the call is in the log. */
  logged(): Promise<void>
}

export interface Taken {
  /** The state is that after the record at this position, once the later ones are replayed over it. */
  readonly position: number
  readonly revision: number
  /** As they are stored. */
  readonly pieces: readonly Uint8Array[]
  /** Milliseconds of the longest time for which taking it kept everything else from running. */
  readonly longestPause: number
}

/**
 * Takes a snapshot piece by piece while commits go on, and writes each; answers undefined when it was overtaken, by the
 * engine being replaced or by `signal`. Nothing counts before the caller adopts it.
 */
export async function takeSnapshot(
  subject: Subject,
  packing: Packing,
  writer: Pick<SnapshotWriter, 'write'> | undefined,
  idle: () => Promise<void>,
  signal: AbortSignal,
): Promise<Taken | undefined> {
  let begun: Begun | undefined
  const pieces: Uint8Array[] = []
  let longestPause = 0
  for (;;) {
    await idle()
    const next = await subject.whenQuiet((engine, position) => {
      if (signal.aborted) return undefined
      const start = performance.now()
      begun ??= {
        engine,
        position,
        pack: packing(engine),
        rest: engine.snapshot()[Symbol.iterator](),
      }
      if (begun.engine !== engine) return undefined
      const { done, value } = begun.rest.next()
      longestPause = Math.max(longestPause, performance.now() - start)
      return {
        piece: done === true ? undefined : (value as SnapshotPiece),
        pack: begun.pack,
        position: begun.position,
        revision: engine.revision,
      }
    })
    if (next === undefined) return undefined
    if (next.piece === undefined) {
      // A piece may hold a part of what was committed when it was taken: the other part must not get lost.
      await subject.logged()
      return { position: next.position, revision: next.revision, pieces, longestPause }
    }
    // The engine goes on meanwhile: a piece is bytes that nobody changes.
    const packed = await next.pack(next.piece)
    longestPause = Math.max(longestPause, packed.longestPause)
    pieces.push(packed.bytes)
    await writer?.write(packed.bytes)
  }
}

/** A snapshot that is being taken. */
interface Begun {
  readonly engine: Engine
  readonly position: number
  readonly pack: Pack
  readonly rest: Iterator<SnapshotPiece>
}

/** Bytes of the state that stored pieces hold: what taking and reading them costs. */
export function stateBytes(pieces: readonly Uint8Array[]): number {
  return pieces.reduce((sum, piece) => sum + uncompressedBytes(piece), 0)
}
