import type { LastWords } from '@kvasir/browser'
import type { Batch, Engine, Write } from '@kvasir/core'
import type { Pending } from './pending.ts'

/** What commits are decided on. */
interface Moment {
  readonly engine: Engine
  /** What is under way. */
  readonly pending: Pending
  /** The newest revision in the log. */
  readonly logged: number
}

/** Leaves word of a commit, and answers it with the id by which a later page can tell whether it was stored. */
export function leaveWord(words: LastWords, batch: Batch, { engine, pending, logged }: Moment): Batch {
  if (batch.writes.length === 0) return batch
  const id = batch.id ?? words.newId()
  const seen = batch.writes.map((write) => revisionOf(engine, pending, write))
  words.speak({ id, at: logged, batches: [batch], seen: [seen] })
  return { ...batch, id }
}

/** 0 where there is no row; undefined where that depends on what is under way. */
function revisionOf(engine: Engine, pending: Pending, write: Write): number | undefined {
  if (write.kind === 'deleteRange') return undefined
  const { space, key } = write
  return pending.touchesKey(space, key) ? undefined : (engine.get(space, key)?.revision ?? 0)
}
