import type { Row, Stat, Tally } from './contract.ts'

const encoder = new TextEncoder()

/**
 * The bytes of a row's key, value and metadata, of texts in UTF-8: what a {@link Stat} counts. Of structured clones
 * only blobs, files and buffers count, with their size; nobody can tell that of others, and they count as 0.
 */
export function rowBytes({ key, value, metadata }: Pick<Row, 'key' | 'value' | 'metadata'>): number {
  return utf8Length(key) + valueBytes(value) + (metadata === undefined ? 0 : utf8Length(metadata))
}

/** What a tally counts of the rows in its span. */
export function statOf(rows: readonly Row[], { at, bytes }: Pick<Tally, 'at' | 'bytes'>): Stat {
  const stat = { rows: rows.length, expired: 0, bytes: 0 }
  for (const row of rows) {
    if (row.expiresAt > 0 && row.expiresAt <= at) stat.expired++
    if (bytes) stat.bytes += rowBytes(row)
  }
  return stat
}

/** The bytes of a value, as {@link rowBytes} counts them. */
export function valueBytes(value: Row['value']): number {
  if (typeof value === 'string') return utf8Length(value)
  if (ArrayBuffer.isView(value)) return value.byteLength
  return value instanceof Blob ? value.size : 0
}

function utf8Length(text: string): number {
  return encoder.encode(text).length
}
