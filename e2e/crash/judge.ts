import type { Found } from './found.ts'
import { stateAfter, type Writer, WRITERS } from './history.ts'
import type { Progress } from './writers.ts'

/** What was found of one writer's writes. */
export type Verdict =
  /** The first `count` writes are there and nothing else: all that were acknowledged, and perhaps the next. */
  | { readonly kind: 'whole'; readonly count: number }
  /** So are the first `count`, but `lost` more had been acknowledged. */
  | { readonly kind: 'short'; readonly count: number; readonly lost: number }
  /** No number of writes leads to what is there: part of one, holes, or something that was never written. */
  | { readonly kind: 'torn' }

/** Judges what is found after a crash by what had been acknowledged before, writer by writer. */
export function judge(acknowledged: Progress, found: Found): ReadonlyMap<Writer, Verdict> {
  return new Map(
    WRITERS.map((writer) => [
      writer,
      judgeWriter(writer, acknowledged[writer.id] ?? 0, ofWriter(writer, found)),
    ]),
  )
}

function judgeWriter(writer: Writer, acknowledged: number, found: Found): Verdict {
  const entries = Object.entries(found)
  const isAfter = (count: number): boolean => {
    const state = stateAfter(writer, count)
    return state.size === entries.length && entries.every(([key, n]) => state.get(key) === n)
  }
  // One write more than was acknowledged may have been under way.
  for (let count = acknowledged + 1; count >= 0; count--) {
    if (!isAfter(count)) continue
    return count >= acknowledged
      ? { kind: 'whole', count }
      : { kind: 'short', count, lost: acknowledged - count }
  }
  return { kind: 'torn' }
}

function ofWriter({ id }: Writer, found: Found): Found {
  return Object.fromEntries(Object.entries(found).filter(([key]) => key.split('/')[0] === id))
}
