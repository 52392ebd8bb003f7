import { findNonJson } from '@kvasir/core/raw'
import { rich } from '@kvasir/core/rich'

/**
 * A value of a namespace as this face shows it, whoever has written it: a text as it is; JSON for what JSON holds; for
 * dates, maps and the like the text of the rich codec. Throws `INVALID_VALUE` for what has no text, such as a `Blob`.
 */
export function textOf(value: unknown): string {
  if (typeof value === 'string') return value
  // A mark of the order of bytes is a character of the value.
  if (value instanceof Uint8Array) return new TextDecoder('utf-8', { ignoreBOM: true }).decode(value)
  return findNonJson(value) === undefined ? JSON.stringify(value) : rich.encode(value)
}

/** The bytes of the same, in memory of their own. */
export function bytesOf(value: unknown): Uint8Array<ArrayBuffer> {
  return value instanceof Uint8Array ? new Uint8Array(value) : new TextEncoder().encode(textOf(value))
}
