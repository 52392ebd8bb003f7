import type { Backend, Batch, Check, SetWrite, Write } from '../contract.ts'
import type { Registration } from '../registration.ts'
import { tallyKey } from '../registry.ts'
import { isRenewal } from '../plan/set.ts'
import { historySpace, noteSpace } from '../spaces.ts'
import type { Task } from '../task.ts'
import { type KeyChange, loadChanges } from './changes.ts'
import { EndRevisions } from './end-revisions.ts'
import { gainBy, keepVersions } from './keep-versions.ts'
import { checkValue } from './limits.ts'
import { makeRoom } from './make-room.ts'
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
    const { id, history = 1, maxBytes, maxEntries } = space
    const isLimited = maxBytes !== undefined || maxEntries !== undefined
    for (const write of batch.writes) {
      if (write.kind !== 'set' || write.space !== id || isRenewal(write)) continue
      checkValue(space, write)
    }
    if (history === 1 && !isLimited) continue
    const changes = yield* loadChanges(backend, id, batch)
    if (changes.keys.size === 0) continue
    checks.push(...changes.checks)
    let gain = gainOf(changes.keys)
    if (history > 1) {
      const select = isLimited ? 'rows' : 'heads'
      const ends = new EndRevisions(batch.writes, id)
      const kept = yield* keepVersions(backend, space, changes, select, now)
      batch.writes.forEach((write, place) => {
        if (!isMarker(write, id)) return
        const settled = ends.settle(write, place)
        writes[place] = settled
        gain = add(gain, ballastOf(settled))
      })
      const versions = {
        ...kept,
        writes: kept.writes.map((write, i) => ends.settle(write, writes.length + i)),
      }
      writes.push(...versions.writes)
      gain = add(gain, gainBy(versions))
    }
    if (isLimited) {
      const isCounted = !batch.writes.some((write) => forgetsTally(write, id))
      const load = { gain, own: ownOf(changes.keys), keys: changes.keys, isCounted }
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

/** Whether a write is that of another configuration, with which everything is counted anew. */
function forgetsTally(write: Write, id: number): boolean {
  return write.kind === 'delete' && write.space === noteSpace(id) && write.key === tallyKey(id)
}

/** Whether a write brings something of the history itself: that a key was purged. */
function isMarker(write: Write, id: number): write is SetWrite {
  return write.kind === 'set' && write.space === historySpace(id)
}

function isSet(write: KeyChange['write']): write is SetWrite {
  return write?.kind === 'set'
}
