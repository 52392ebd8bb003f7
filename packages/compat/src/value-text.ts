import { KvasirError } from '@kvasir/core'
import { findNonJson } from '@kvasir/core/raw'
import { rich } from '@kvasir/core/rich'

/**
 * Any value as text, for systems that know nothing else: a text as it is, bytes as UTF-8, what JSON holds as JSON, and
 * dates, maps and the like as the rich codec writes them. Throws `INVALID_VALUE` for what none of these can hold, such as
 * a `Blob`.
 */
export function valueText(value: unknown): string {
  if (typeof value === 'string') return value
  // A mark of the order of bytes is a character of the value.
  if (value instanceof Uint8Array) return new TextDecoder('utf-8', { ignoreBOM: true }).decode(value)
  return findNonJson(value) === undefined ? JSON.stringify(value) : richText(value)
}

function richText(value: unknown): string {
  try {
    return rich.encode(value)
  } catch (cause) {
    throw new KvasirError(
      'INVALID_VALUE',
      'The value has no form as text, as it is a blob or something else that only the platform can clone: read it from the namespace itself.',
      { cause },
    )
  }
}

/** The bytes of the same, in memory of their own. */
export function valueBytes(value: unknown): Uint8Array<ArrayBuffer> {
  return value instanceof Uint8Array ? new Uint8Array(value) : new TextEncoder().encode(valueText(value))
}
