import { type Batch, type Engine, type Made, madeBy, type Row, toTellMade } from '@kvasir/core'
import { scanOf } from '../backend/build.ts'

/** Everything that can be seen of an engine. */
export interface State {
  readonly revision: number
  readonly rows: readonly (readonly Row[])[]
  /** What each id is answered with: its revisions, or undefined for one that is not remembered. */
  readonly answers: readonly (readonly [first: number, last: number] | undefined)[]
}

/** What there is in some spaces, and of some ids. The engine is as before. */
export function stateOf(engine: Engine, spaces: readonly number[], ids: readonly string[] = []): State {
  return {
    revision: engine.revision,
    rows: spaces.map((space) => engine.scan(scanOf({ space }))),
    answers: ids.map((id) => answerTo(engine, id)),
  }
}

/** An id can only be asked about by committing it. */
function answerTo(engine: Engine, id: string): readonly [first: number, last: number] | undefined {
  const attempt = engine.attempt()
  try {
    // It could not be committed: only a remembered answer comes back.
    const impossible = { kind: 'range', space: 0, from: 'a', to: 'a', rows: 1, revision: 0 } as const
    const answer = engine.commit({ checks: [impossible], writes: [], id })
    return answer.ok ? [answer.first, answer.last] : undefined
  } finally {
    attempt.undo()
  }
}

/** Commits a batch without checks, and returns what it has made as a journal would keep it. */
export function make(engine: Engine, batch: Pick<Batch, 'writes' | 'id'>): Made {
  const { writes, id } = batch
  const answer = engine.commit(toTellMade({ checks: [], writes, ...(id !== undefined && { id }) }))
  if (!answer.ok) throw new Error('A batch without checks was refused.')
  return madeBy(batch, answer)
}

/** The bytes of a snapshot, as an engine is opened with them. */
export function piecesOf(engine: Engine): Uint8Array[] {
  return Array.from(engine.snapshot(), ({ bytes }) => bytes)
}
