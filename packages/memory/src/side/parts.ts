import type { Batch, Capabilities, Check, KeyCheck, Row, Write } from '@kvasir/core'

/** A batch that is about both sides: rows beneath, in the backend, and beside it, in memory. */
export interface Parts {
  readonly batch: Batch
  /** The checks of each side. */
  readonly beneath: readonly Check[]
  readonly beside: readonly Check[]
  /** Without writes to it, the backend is asked for its checks alone. */
  readonly writesBeneath: boolean
}

/** Whether what is in a space is in memory. */
export function isBeside({ space }: { readonly space: number }): boolean {
  return space < 0
}

/** The side that a batch is about; its parts where it is about both. */
export function sideOf(batch: Batch): 'beneath' | 'beside' | Parts {
  const { checks, writes } = batch
  if (!writes.some(isBeside) && !checks.some(isBeside)) return 'beneath'
  const writesBeneath = !writes.every(isBeside)
  if (!writesBeneath && checks.every(isBeside)) return 'beside'
  const beneath = checks.filter((check) => !isBeside(check))
  return { batch, beneath, beside: checks.filter(isBeside), writesBeneath }
}

/**
 * What the backend gets of a batch that writes to it: in place of each write to memory one that does nothing, so that
 * write number `i` has the same revision on both sides.
 */
export function toBeneath({ batch, beneath }: Parts, above: number): Batch {
  const { writes, id, replaced = false } = batch
  return {
    ...batch,
    checks: beneath,
    writes: writes.map((write) => (isBeside(write) ? NOTHING : write)),
    above,
    // By this an answer is told from one that was remembered, which comes without.
    replaced: replaced || id !== undefined,
  }
}

/** Asks whether a batch was committed before, and does nothing else: its check never holds. */
export function toRecall(id: string): Batch {
  return { checks: [NEVER], writes: [], id }
}

/**
 * The check that the backend has of a batch, if it can as well be answered by a read, which takes no lock: that is one
 * of a key, nearly always that the namespace is still there, where reads see everything.
 */
export function readable({ consistency }: Capabilities, { beneath }: Parts): KeyCheck | undefined {
  const [check] = beneath
  const isOne = check?.kind === 'key' && beneath.length === 1
  return isOne && consistency === 'strong' ? check : undefined
}

/** Why a check does not hold of the row that its key has; undefined when it holds. */
export function failedBy(check: KeyCheck, row: Row | undefined): Check | undefined {
  return (row?.revision ?? 0) === check.revision ? undefined : check
}

/** The backend has no rows in the spaces that are in memory. */
const NOTHING: Write = { kind: 'delete', space: -1, key: '' }
const NEVER: KeyCheck = { kind: 'key', space: -1, key: '', revision: -1 }
