import type { Row, Write } from '@kvasir/core'

/** Names the index over the rows that expire: by space, then by the time of their expiry. */
export const EXPIRY = 'expiry'

/** Names the index over all rows: by space, then by revision. */
export const REVISION = 'revision'

/** A row as it lies in the object store, under its stored key. What a row has not got is left out. */
export interface StoredRow extends Pick<Row, 'type' | 'value' | 'revision' | 'writtenAt'> {
  /** Nothing else in the object store has one, and so nothing else is in the indexes. */
  readonly space: number
  /** Rows that never expire have none, and are not in the index. */
  readonly expiresAt?: number
  readonly metadata?: string
}

/** Makes the indexes of an object store for rows. */
export function createIndexes(store: IDBObjectStore): void {
  store.createIndex(EXPIRY, ['space', 'expiresAt'])
  store.createIndex(REVISION, ['space', 'revision'])
}

/** What a set makes of its key, as the write number `revision`. */
export function toStoredRow(
  { type, value, writtenAt, space, expiresAt, metadata }: Extract<Write, { kind: 'set' }>,
  revision: number,
): StoredRow {
  return {
    space,
    type,
    value,
    revision,
    writtenAt,
    ...(expiresAt > 0 && { expiresAt }),
    ...(metadata !== undefined && { metadata }),
  }
}

/** The row that lies under `key`. */
export function toRow(
  key: string,
  { type, value, revision, expiresAt = 0, writtenAt, metadata }: StoredRow,
): Row {
  return { key, type, value, revision, expiresAt, writtenAt, metadata }
}
