import type { Row } from '../contract.ts'
import { rowBytes } from '../row-bytes.ts'

/** What a namespace holds, or part of it. */
export interface Weight {
  readonly entries: number
  readonly bytes: number
}

export const NO_WEIGHT: Weight = { entries: 0, bytes: 0 }

export function add(a: Weight, b: Weight): Weight {
  return { entries: a.entries + b.entries, bytes: a.bytes + b.bytes }
}

export function subtract(a: Weight, b: Weight): Weight {
  return { entries: a.entries - b.entries, bytes: a.bytes - b.bytes }
}

/** The weight of an entry. */
export function weightOf(row: Pick<Row, 'key' | 'value' | 'metadata'>): Weight {
  return { entries: 1, bytes: rowBytes(row) }
}

/** The bytes of what is no entry: a version of the history. */
export function ballastOf(row: Pick<Row, 'key' | 'value' | 'metadata'>): Weight {
  return { entries: 0, bytes: rowBytes(row) }
}
