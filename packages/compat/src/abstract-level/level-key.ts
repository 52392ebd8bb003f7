/**
 * Keys of abstract-level are bytes in the order of the bytes; keys of Kvasir are text in the order of its UTF-8 bytes.
 * So a key that is UTF-8 stays the text it is, and other faces see it as such. What remains is put between texts:
 *
 * - Bytes that end with what is not UTF-8 lie between two neighbouring characters, say between `c` and the one after
 *   it. All that begins with `c` comes before them, so they become `c`, the greatest character, and the bytes.
 * - The greatest character itself, U+10FFFF, which Unicode leaves to programs, is followed by U+0000 therefore.
 */
export type LevelKey = string | Uint8Array

/** How abstract-level wants keys and values: as text or as bytes. */
export type LevelFormat = 'utf8' | 'view'

const GREATEST = '\u{10FFFF}'
const ESCAPED_GREATEST = `${GREATEST}\0`
/** A character beyond all of one byte for each byte, none of which is U+0000. */
const FIRST_BYTE = 1

/** Text, its greatest characters escaped, and perhaps bytes behind the character that they follow. */
const KEY =
  /^(?<text>(?:[^\u{10FFFF}]|\u{10FFFF}\0)*?)(?:(?:[^\u{10FFFF}]|\u{10FFFF}\0)\u{10FFFF}(?<bytes>[^\0\u0101-\u{10FFFF}]+))?$/u

const FIRST_SURROGATE = 0xd800
const SURROGATES = 0x800
const CHARACTERS = 0x110000 - SURROGATES

const encoder = new TextEncoder()
const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
const lenient = new TextDecoder('utf-8', { ignoreBOM: true })

/** The key of Kvasir for a key of abstract-level; it keeps the order, and no two keys become the same. */
export function toKvasirKey(key: LevelKey): string {
  if (typeof key === 'string') return escapeText(key.toWellFormed())
  try {
    return escapeText(strict.decode(key))
  } catch {
    const { text, rest } = splitAtFault(key)
    const bytes = Array.from(rest, (byte) => String.fromCodePoint(byte + FIRST_BYTE)).join('')
    return escapeText(text + characterBefore(rest)) + GREATEST + bytes
  }
}

/** The key of abstract-level for a key of Kvasir; a key that {@link toKvasirKey} cannot have made is taken for text. */
export function fromKvasirKey(key: string, format: LevelFormat): LevelKey {
  if (!key.includes(GREATEST)) return format === 'utf8' ? key : encoder.encode(key)
  const { text: escaped = key, bytes = '' } = KEY.exec(key)?.groups ?? {}
  const text = encoder.encode(escaped.replaceAll(ESCAPED_GREATEST, GREATEST))
  const rest = Uint8Array.from(bytes, (character) => character.charCodeAt(0) - FIRST_BYTE)
  const whole = new Uint8Array([...text, ...rest])
  return format === 'utf8' ? lenient.decode(whole) : whole
}

function escapeText(text: string): string {
  return text.includes(GREATEST) ? text.replaceAll(GREATEST, ESCAPED_GREATEST) : text
}

/** The longest beginning that is UTF-8, and what follows it. */
function splitAtFault(key: Uint8Array): { readonly text: string; readonly rest: Uint8Array } {
  // The fault becomes a replacement character, which makes the first difference.
  const mended = encoder.encode(lenient.decode(key))
  let fault = mended.findIndex((byte, place) => byte !== key[place])
  // It begins like the replacement character now and then: back to where a character begins.
  while (isContinuation(mended[fault])) fault--
  return { text: strict.decode(key.subarray(0, fault)), rest: key.subarray(fault) }
}

function isContinuation(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x80 && byte < 0xc0
}

/** The last character whose bytes come before `rest`, which begins with none. */
function characterBefore(rest: Uint8Array): string {
  let before = 0x7f
  let behind = CHARACTERS
  while (behind - before > 1) {
    const middle = (before + behind) >>> 1
    if (isBefore(encoder.encode(character(middle)), rest)) before = middle
    else behind = middle
  }
  return character(before)
}

/** Characters by number, surrogates left out. */
function character(number: number): string {
  return String.fromCodePoint(number < FIRST_SURROGATE ? number : number + SURROGATES)
}

function isBefore(a: Uint8Array, b: Uint8Array): boolean {
  const place = a.findIndex((byte, place) => byte !== b[place])
  return place < 0 ? a.length < b.length : place < b.length && (a[place] ?? 0) < (b[place] ?? 0)
}
