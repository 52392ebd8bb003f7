import { type KeyRange, keyAfter } from '@kvasir/core'
import { type LevelKey, toKvasirKey } from './level-key.ts'

/** The bounds of a range as abstract-level hands them on, encoded. */
export interface LevelRange {
  readonly gt?: LevelKey
  readonly gte?: LevelKey
  readonly lt?: LevelKey
  readonly lte?: LevelKey
}

/** The same range in a namespace; `gte` and `lte` win over `gt` and `lt`, as abstract-level has it. */
export function toKeyRange({ gt, gte, lt, lte }: LevelRange): KeyRange {
  return {
    start: gte !== undefined ? toKvasirKey(gte) : gt !== undefined ? keyAfter(toKvasirKey(gt)) : undefined,
    end: lte !== undefined ? keyAfter(toKvasirKey(lte)) : lt !== undefined ? toKvasirKey(lt) : undefined,
  }
}
