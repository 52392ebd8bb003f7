/** The cursor behind a key: its bytes as base64. */
export function cursorBehind(key: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(key)))
}

/**
 * The key behind which a cursor goes on. Like the original it takes every text for a cursor: what is not of the
 * alphabet is passed over, and `=` ends it.
 */
export function keyOfCursor(cursor: string): string {
  const [text = ''] = cursor.replaceAll('-', '+').replaceAll('_', '/').split('=')
  const digits = text.replace(/[^\d+/A-Za-z]/g, '')
  const whole = digits.length % 4 === 1 ? digits.slice(0, -1) : digits
  const bytes = Uint8Array.from(atob(whole), (unit) => unit.charCodeAt(0))
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)
}
