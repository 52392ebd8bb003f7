import type { Batch, Check, Engine, Write } from '@kvasir/core'

/** How many rows that have expired make room at a time. */
const PURGED = 1000

/** What makes room: the deletion of rows that have expired at `now`, epoch milliseconds; undefined when there are none. */
export function purgeOf(engine: Engine, now: number): Batch | undefined {
  const checks: Check[] = []
  const writes: Write[] = []
  for (const { space, key } of engine.expired(now, PURGED)) {
    checks.push({ kind: 'key', space, key, revision: engine.get(space, key)?.revision ?? 0 })
    writes.push({ kind: 'delete', space, key })
  }
  return writes.length === 0 ? undefined : { checks, writes }
}
