import type { Row, Write } from '@kvasir/core'

/** Names the index over {@link StoredRow.expiry}, and its key path. */
export const EXPIRY = 'expiry'

/** A row as it lies in the object store, under its stored key. What a row has not got is left out. */
export interface StoredRow extends Pick<Row, 'type' | 'value' | 'revision' | 'writtenAt'> {
  /** The space and `expiresAt`. Rows that never expire have none, and are not in the index. */
  readonly [EXPIRY]?: readonly [space: number, expiresAt: number]
  readonly metadata?: string
}

/** What a set makes of its key, as the write number `revision`. */
export function toStoredRow(
  { type, value, writtenAt, space, expiresAt, metadata }: Extract<Write, { kind: 'set' }>,
  revision: number,
): StoredRow {
  return {
    type,
    value,
    revision,
    writtenAt,
    ...(expiresAt > 0 && { [EXPIRY]: [space, expiresAt] }),
    ...(metadata !== undefined && { metadata }),
  }
}

/** The row that lies under `key`. */
export function toRow(key: string, { expiry, ...row }: StoredRow): Row {
  return { key, expiresAt: expiry?.[1] ?? 0, metadata: undefined, ...row }
}
