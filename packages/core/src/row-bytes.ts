import type { Row } from './contract.ts'

const encoder = new TextEncoder()

/** The UTF-8 bytes of a row's key, value and metadata: what a {@link Stat} counts. */
export function rowBytes({ key, value, metadata }: Pick<Row, 'key' | 'value' | 'metadata'>): number {
  return utf8Length(key) + valueBytes(value) + (metadata === undefined ? 0 : utf8Length(metadata))
}

/** The UTF-8 bytes of a value. */
export function valueBytes(value: Row['value']): number {
  return typeof value === 'string' ? utf8Length(value) : value.length
}

function utf8Length(text: string): number {
  return encoder.encode(text).length
}
