import type { Backend, Batch, Row } from '../contract.ts'
import type { Registration } from '../registration.ts'
import { tallyKey } from '../registry.ts'
import { noteSpace } from '../spaces.ts'
import { type Task, wait } from '../task.ts'
import { useLogOf } from './use-log.ts'

/** Milliseconds after which the newest revision is looked for again: for so long, writes of others may count as later than a use. */
const LOOK_AGAIN = 1000

/** Takes note that a row was read, where the eviction goes by that. */
export function* noteUse(
  backend: Backend,
  { id, eviction }: Registration,
  { key, revision }: Row,
  now: number,
): Task<void> {
  if (eviction !== 'lru') return
  const log = useLogOf(backend, id)
  if (Math.abs(now - log.lookedAt) >= LOOK_AGAIN) {
    // Every write to the namespace, of whatever connection, writes its tally last.
    const tally = yield* wait(backend.get(noteSpace(id), tallyKey(id)))
    log.see(tally?.revision ?? 0)
    log.lookedAt = now
  }
  log.see(revision)
  log.use(key)
}

/** Takes note of a commit, the newest revision of which is given. What it has written was used by that, at its revision. */
export function noteCommit(
  backend: Backend,
  spaces: readonly Registration[],
  { writes }: Batch,
  revision: number,
): void {
  for (const { id, eviction } of spaces) {
    if (eviction !== 'lru') continue
    const log = useLogOf(backend, id)
    log.see(revision)
    for (const write of writes) if (write.space === id && write.kind !== 'deleteRange') log.forget(write.key)
  }
}
