import type { Span } from '@kvasir/core'

/** The UTF-16 units at which their order and that of UTF-8 bytes part: the surrogates and all above. */
const DISORDERED = /[\ud800-\uffff]/g
const FIRST = 0xd800
const SURROGATES = 0x800
const ABOVE = 0x2000

/**
 * The key of a row in IndexedDB: `${space}/${key}`, ordered as the contract orders keys.
 *
 * IndexedDB compares strings by UTF-16 units, in which surrogates, that is code points above U+FFFF, come
 * before U+E000..U+FFFF. So the surrogates change places with what follows them. Keys without such
 * characters, nearly all, stay as they are and can be read in a browser's developer tools.
 */
export function toStoredKey({ space, key }: { readonly space: number; readonly key: string }): string {
  return `${space}/${rotate(key, ABOVE)}`
}

/** The key that {@link toStoredKey} made `stored` of. */
export function fromStoredKey(stored: string): string {
  return rotate(stored.slice(stored.indexOf('/') + 1), SURROGATES)
}

/** The stored keys of a span; undefined when it is empty, as IndexedDB has no range for that. */
export function toKeyRange({ space, from, to }: Span): IDBKeyRange | undefined {
  const lower = toStoredKey({ space, key: from })
  // '0' follows '/'.
  const upper = to === undefined ? `${space}0` : toStoredKey({ space, key: to })
  return lower < upper ? IDBKeyRange.bound(lower, upper, false, true) : undefined
}

function rotate(text: string, by: number): string {
  return text.replace(DISORDERED, (unit) =>
    String.fromCharCode(FIRST + ((unit.charCodeAt(0) - FIRST + by) % (SURROGATES + ABOVE))),
  )
}
