/* oxlint-disable no-control-regex -- they are what this is about */

/**
 * How text is kept so that every driver and tool reads back what was written. They differ in three cases:
 * many take a NUL for the end of a text, sql.js drops a byte order mark from its start, and a lone surrogate
 * becomes U+FFFD or invalid UTF-8. Keys are well-formed, so only values have the third.
 */

const UNSAFE_IN_KEY = /[\u0000\u0001]|^[\ufefe\ufeff]/
const ESCAPED_IN_KEY = /\u0001|^\ufefe/

/**
 * A key without NUL and byte order mark, in a way that keeps the order of keys and of bounds. Each escape adds
 * one character, U+0001 or a U+FEFE at the start, which `statements.ts` takes out again to count bytes.
 */
export function toStoredKey(key: string): string {
  if (!UNSAFE_IN_KEY.test(key)) return key
  return key
    .replace(/[\u0000\u0001]/g, (unit) => (unit === '\u0000' ? '\u0001\u0002' : '\u0001\u0003'))
    .replace(/^[\ufefe\ufeff]/, '\ufefe$&')
}

export function fromStoredKey(stored: string): string {
  if (!ESCAPED_IN_KEY.test(stored)) return stored
  return stored
    .replace(/^\ufefe/, '')
    .replace(/\u0001[\u0002\u0003]/g, (pair) => (pair === '\u0001\u0002' ? '\u0000' : '\u0001'))
}

const encoder = new TextEncoder()
const decoder = new TextDecoder('utf-8', { ignoreBOM: true })

const BYTE_ORDER_MARK = 0xfeff
/** No UTF-8 has this byte. In the place of the first quote it marks a text that is kept as JSON. */
const NOT_UTF8 = 0xff

/** The text itself, or a blob where a driver would not give it back as it was. */
export function toStoredText(text: string): string | Uint8Array {
  if (text.isWellFormed()) {
    return text.includes('\0') || text.charCodeAt(0) === BYTE_ORDER_MARK ? encoder.encode(text) : text
  }
  const json = encoder.encode(JSON.stringify(text))
  json[0] = NOT_UTF8
  return json
}

export function fromStoredText(stored: string | Uint8Array): string {
  if (typeof stored === 'string') return stored
  if (stored[0] !== NOT_UTF8) return decoder.decode(stored)
  return JSON.parse(`"${decoder.decode(stored.subarray(1))}`) as string
}
