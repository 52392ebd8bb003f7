import type { Backend, Row, Write } from '../contract.ts'
import { isLive } from '../expiry.ts'
import { type EndReason, reasonOf } from '../graves.ts'
import { isInSpan } from '../key-order.ts'
import type { Registration } from '../registration.ts'
import { isRenewal } from '../plan/set.ts'
import { historySpace } from '../spaces.ts'
import { type Task, wait } from '../task.ts'
import type { Changes, KeyChange } from './changes.ts'
import { keepEnd, keepValue, MAX_KEPT, versionsOf } from './version-row.ts'
import { add, ballastOf, NO_WEIGHT, subtract, type Weight } from './weigh.ts'

/** What the history gains and loses by a batch. */
export interface VersionWrites {
  readonly writes: readonly Write[]
  /** The rows that it loses, with their values only if those are to be weighed. */
  readonly dropped: readonly Row[]
}

/**
 * Keeps what is about to be replaced, and drops versions beyond those that a namespace keeps. Nothing of the history
 * is checked: whoever changes a key's history changes the key, and that is.
 */
export function* keepVersions(
  backend: Backend,
  { id, history = 1 }: Registration,
  { keys, purged }: Pick<Changes, 'keys' | 'purged'>,
  select: 'rows' | 'heads',
  now: number,
): Task<VersionWrites> {
  const writes: Write[] = []
  const dropped: Row[] = []
  for (const [key, change] of keys) {
    const { before, write } = change
    const versions = versionsOf(id, key)
    const isPurged = purged.some((span) => isInSpan(versions.from, span))
    if (before === undefined && write?.kind !== 'set' && !isPurged) continue
    // The value goes on.
    if (write !== undefined && isRenewal(write) && !isPurged) continue
    const scan = { ...versions, limit: MAX_KEPT, reverse: true, select } as const
    const kept = yield* wait(backend.scan(scan))
    if (isPurged) {
      dropped.push(...kept)
      continue
    }
    const added = before === undefined ? [] : versionsAfter(id, before, change, now)
    writes.push(...added)
    const room = history - added.length - (write?.kind === 'set' ? 1 : 0)
    for (const version of kept.slice(Math.max(0, room))) {
      dropped.push(version)
      writes.push({ kind: 'delete', space: historySpace(id), key: version.key })
    }
  }
  return { writes, dropped }
}

/** What is kept of a row that is replaced or deleted. */
function versionsAfter(id: number, before: Row, change: KeyChange, now: number): Write[] {
  const value = keepValue(id, before, now)
  const reason = endOf(change)
  // That a value has expired is told by its own deadline.
  if (reason === undefined || !isLive(before, () => now)) return [value]
  return [value, keepEnd(id, before.key, before.revision, reason, now)]
}

/** How much heavier a history becomes. */
export function gainBy({ writes, dropped }: VersionWrites): Weight {
  let gain = NO_WEIGHT
  for (const write of writes) if (write.kind === 'set') gain = add(gain, ballastOf(write))
  for (const row of dropped) gain = subtract(gain, ballastOf(row))
  return gain
}

/** Why a key has no value any more; undefined when it has one. */
function endOf({ write }: KeyChange): EndReason | undefined {
  if (write === undefined) return 'delete'
  return write.kind === 'set' ? undefined : reasonOf(write)
}
