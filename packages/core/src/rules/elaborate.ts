import type { Backend, Batch, Check, SetWrite, Write } from '../contract.ts'
import type { Registration } from '../registration.ts'
import type { Task } from '../task.ts'
import { type KeyChange, loadChanges } from './changes.ts'
import { keepVersions } from './keep-versions.ts'
import { checkValue } from './limits.ts'
import { makeRoom } from './make-room.ts'
import { useLogOf } from './use-log.ts'
import { add, ballastOf, NO_WEIGHT, subtract, type Weight, weightOf } from './weigh.ts'

/** A batch with everything that the rules of some namespaces add to it; see {@link Rules.elaborate}. */
export function* elaborate(
  backend: Backend,
  spaces: readonly Registration[],
  batch: Batch,
  now: number,
): Task<Batch> {
  const checks: Check[] = [...batch.checks]
  const writes: Write[] = [...batch.writes]
  for (const space of spaces) {
    const { id, history = 1, maxBytes, maxEntries, eviction } = space
    const isLimited = maxBytes !== undefined || maxEntries !== undefined
    for (const write of batch.writes) {
      if (write.kind !== 'set' || write.space !== id) continue
      checkValue(space, write)
      if (eviction === 'lru') useLogOf(backend, id).use(write.key)
    }
    if (history === 1 && !isLimited) continue
    const changes = yield* loadChanges(backend, id, batch)
    if (changes.keys.size === 0) continue
    checks.push(...changes.checks)
    let gain = gainOf(changes.keys)
    if (history > 1) {
      const versions = yield* keepVersions(backend, space, changes.keys, isLimited ? 'rows' : 'heads', now)
      writes.push(...versions.writes)
      for (const write of versions.writes) if (write.kind === 'set') gain = add(gain, ballastOf(write))
      for (const row of versions.dropped) gain = subtract(gain, ballastOf(row))
    }
    if (isLimited) {
      const load = { gain, own: ownOf(changes.keys), keys: changes.keys }
      const room = yield* makeRoom(backend, space, load, now)
      checks.push(...room.checks)
      writes.push(...room.writes)
    }
  }
  return { ...batch, checks, writes }
}

function gainOf(changes: ReadonlyMap<string, KeyChange>): Weight {
  let gain = ownOf(changes)
  for (const { before } of changes.values()) if (before !== undefined) gain = subtract(gain, weightOf(before))
  return gain
}

/** The weight of what a batch sets. */
function ownOf(changes: ReadonlyMap<string, KeyChange>): Weight {
  let own = NO_WEIGHT
  for (const { write } of changes.values()) if (isSet(write)) own = add(own, weightOf(write))
  return own
}

function isSet(write: KeyChange['write']): write is SetWrite {
  return write?.kind === 'set'
}
