import type { Row, SetWrite, Span, ValueType } from '@kvasir/core'
import type { SqliteColumns, SqliteValue } from './driver.ts'
import { toStoredKey, fromStoredText, toStoredText } from './stored-text.ts'

/** Value types by the number that stands for them in a database. */
const TYPES: readonly ValueType[] = ['text', 'json', 'bytes', 'rich']

/** Greater than every text, as SQLite orders blobs behind texts: stands for an open end. */
const AFTER_ALL_TEXT = Uint8Array.of(0)

/** The row that the columns of a statement stand for. */
export function toRow(key: string, columns: SqliteColumns): Row {
  const type = TYPES[columns[0] as number]!
  const value = columns[5] as string | Uint8Array
  return {
    key,
    type,
    revision: columns[1] as number,
    expiresAt: columns[2] as number,
    writtenAt: columns[3] as number,
    metadata: (columns[4] as string | null) ?? undefined,
    value: type === 'bytes' ? value : fromStoredText(value),
  }
}

export function fromWrite(write: SetWrite, revision: number): SqliteValue[] {
  const { value } = write
  return [
    write.space,
    toStoredKey(write.key),
    TYPES.indexOf(write.type),
    revision,
    write.expiresAt,
    write.writtenAt,
    write.metadata ?? null,
    typeof value === 'string' ? toStoredText(value) : (value as Uint8Array),
  ]
}

export function fromSpan({ space, from, to }: Span): SqliteValue[] {
  return [space, toStoredKey(from), to === undefined ? AFTER_ALL_TEXT : toStoredKey(to)]
}
