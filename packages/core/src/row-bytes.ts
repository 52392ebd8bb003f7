import type { Row } from './contract.ts'

const encoder = new TextEncoder()

/**
 * The bytes of a row's key, value and metadata, of texts in UTF-8: what a {@link Stat} counts. Of structured clones
 * only blobs, files and buffers count, with their size; nobody can tell that of others, and they count as 0.
 */
export function rowBytes({ key, value, metadata }: Pick<Row, 'key' | 'value' | 'metadata'>): number {
  return utf8Length(key) + valueBytes(value) + (metadata === undefined ? 0 : utf8Length(metadata))
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
