import { type Batch, type Check, type Engine, holdsGraves, type Place, type Write } from '@kvasir/core'

/** How many rows that have expired make room at a time. */
const PURGED = 1000

/** What makes room: the deletion of rows that have expired at `now`, epoch milliseconds; undefined when there are none. */
export function purgeOf(engine: Engine, now: number): Batch | undefined {
  const checks: Check[] = []
  const writes: Write[] = []
  for (const { space, key } of expiredOf(engine, now)) {
    checks.push({ kind: 'key', space, key, revision: engine.get(space, key)?.revision ?? 0 })
    writes.push({ kind: 'delete', space, key })
  }
  return writes.length === 0 ? undefined : { checks, writes }
}

/** Some rows that have expired and are no graves; none when there are none. */
function expiredOf(engine: Engine, now: number): readonly Place[] {
  for (let limit = PURGED; ; limit *= 4) {
    const all = engine.expired(now, limit)
    const places = all.filter(({ space }) => !holdsGraves(space))
    if (places.length > 0 || all.length < limit) return places
  }
}
