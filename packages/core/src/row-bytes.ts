import type { Row } from './contract.ts'

const encoder = new TextEncoder()

/** The UTF-8 bytes of a row's key, value and metadata: what a {@link Stat} counts. */
export function rowBytes({ key, value, metadata }: Row): number {
  const content = typeof value === 'string' ? utf8Length(value) : value.length
  return utf8Length(key) + content + (metadata === undefined ? 0 : utf8Length(metadata))
}

function utf8Length(text: string): number {
  return encoder.encode(text).length
}
