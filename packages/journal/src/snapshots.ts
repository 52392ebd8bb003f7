import type { Engine } from '@kvasir/core'
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
  writer: Pick<SnapshotWriter, 'write'> | undefined,
  idle: () => Promise<void>,
  signal: AbortSignal,
): Promise<Taken | undefined> {
  let begun:
    | { readonly engine: Engine; readonly position: number; readonly rest: Iterator<Uint8Array> }
    | undefined
  const pieces: Uint8Array[] = []
  let longestPause = 0
  for (;;) {
    await idle()
    const next = await subject.whenQuiet((engine, position) => {
      if (signal.aborted) return undefined
      const start = performance.now()
      begun ??= { engine, position, rest: engine.snapshot()[Symbol.iterator]() }
      if (begun.engine !== engine) return undefined
      const { done, value } = begun.rest.next()
      longestPause = Math.max(longestPause, performance.now() - start)
      return {
        piece: done === true ? undefined : (value as Uint8Array),
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
    pieces.push(next.piece)
    await writer?.write(next.piece)
  }
}
