import type {
  Backend,
  Batch,
  Commit,
  DeleteWrite,
  KeyScan,
  Row,
  SetWrite,
  Span,
  Tally,
  Write,
} from '@kvasir/core'

export type Done = Extract<Commit, { ok: true }>

/** The space of every row that says no other. */
export const SPACE = 5

/** A write of a text row; `more` says what is different about it. */
export function set(
  key: string,
  value: SetWrite['value'] = `value of ${key}`,
  more: Partial<SetWrite> = {},
): SetWrite {
  const type = typeof value === 'string' ? 'text' : 'bytes'
  return {
    kind: 'set',
    space: SPACE,
    key,
    type,
    value,
    expiresAt: 0,
    writtenAt: 1_000,
    metadata: undefined,
    ...more,
  }
}

export function remove(key: string, space: number = SPACE): DeleteWrite {
  return { kind: 'delete', space, key }
}

export function span(from = '', to?: string, space: number = SPACE): Span {
  return { space, from, to }
}

/** A scan of whole rows of everything in the space, unless told otherwise. */
export function scanOf(more: Partial<KeyScan> = {}): KeyScan {
  return { space: SPACE, from: '', to: undefined, limit: 1_000_000, reverse: false, select: 'rows', ...more }
}

export function tallyOf(more: Partial<Tally> = {}): Tally {
  return { space: SPACE, from: '', to: undefined, at: 0, bytes: false, ...more }
}

/** The row that a write makes as the write number `revision`. */
export function rowOf({ key, type, value, expiresAt, writtenAt, metadata }: SetWrite, revision: number): Row {
  return { key, type, value, revision, expiresAt, writtenAt, metadata }
}

/** Commits writes that nothing stands in the way of. */
export async function write(backend: Backend, ...writes: readonly Write[]): Promise<Done> {
  return await commit(backend, { checks: [], writes })
}

/** Commits a batch whose checks must hold. */
export async function commit(backend: Backend, batch: Batch): Promise<Done> {
  const answer = await backend.commit(batch)
  if (!answer.ok) throw new Error(`A check failed that holds: ${JSON.stringify(answer.failed)}`)
  return answer
}

export async function keysIn(backend: Backend, more: Partial<KeyScan> = {}): Promise<string[]> {
  return (await backend.scan(scanOf(more))).map(({ key }) => key)
}
