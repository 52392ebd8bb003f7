import type { Row } from '../contract.ts'
import type { Plan } from './plan.ts'
import { checkRevision } from './put.ts'
import type { Place } from './set.ts'

/** Deletes a row of a revision; the result is whether there was one. Throws `CONFLICT`. */
export function planDelete(place: Place, ifRevision: number, current: Row | undefined): Plan<boolean> {
  checkRevision(place.key, current, ifRevision)
  if (current === undefined) return { write: undefined, result: false }
  return { write: { kind: 'delete', space: place.space, key: place.key }, result: true }
}
