import type { Batch, Commit, Write } from './contract.ts'
import type { Made } from './engine.ts'

/** A batch that answers with what it takes to say what it has made. */
export function toTellMade<B extends Pick<Batch, 'writes' | 'replaced'>>(batch: B): B {
  return batch.writes.some(hasMark) ? { ...batch, replaced: true } : batch
}

/** What a batch has made, which was committed as {@link toTellMade} has it. */
export function madeBy({ writes, id }: Pick<Batch, 'writes' | 'id'>, commit: Commit & { ok: true }): Made {
  const { first, replaced } = commit
  const certain = writes.some(hasMark)
    ? writes.map((write, i) =>
        hasMark(write) && replaced[i] === undefined ? { ...write, mark: undefined } : write,
      )
    : writes
  return { first, writes: certain, id }
}

function hasMark(write: Write): boolean {
  return write.kind === 'delete' && write.mark !== undefined
}
