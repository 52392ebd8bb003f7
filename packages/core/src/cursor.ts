import { KvasirError } from './errors.ts'

/** Where a listing stopped: the last key that was returned, and the direction. */
export interface Position {
  readonly key: string
  readonly reverse: boolean
}

/** Version and order of the listing: `1` is the first cursor format, `k` the order by key. */
const KIND = '1k'

/** An opaque cursor, safe in URLs: base64url of kind, direction and position. */
export function encodeCursor({ key, reverse }: Position): string {
  // Base64 takes units up to U+00FF; what encodeURIComponent makes of a key has none above.
  return btoa(`${KIND}${reverse ? 'r' : 'f'}${encodeURIComponent(key)}`).replace(/[+/=]/g, toUrlSafe)
}

/** Throws `INVALID_CURSOR` for what {@link encodeCursor} did not make, or made for the other direction. */
export function decodeCursor(cursor: string, reverse: boolean): Position {
  const position = parse(cursor)
  if (position === undefined || encodeCursor(position) !== cursor) {
    throw new KvasirError(
      'INVALID_CURSOR',
      'This is no cursor of a listing; pass the cursor of the page before, unchanged.',
    )
  }
  if (position.reverse !== reverse) {
    throw new KvasirError('INVALID_CURSOR', 'The cursor comes from a listing in the other direction.')
  }
  return position
}

function parse(cursor: string): Position | undefined {
  try {
    const text = atob(cursor.replaceAll('-', '+').replaceAll('_', '/'))
    if (!text.startsWith(KIND)) return undefined
    return {
      reverse: text[KIND.length] === 'r',
      key: decodeURIComponent(text.slice(KIND.length + 1)),
    }
  } catch {
    return undefined
  }
}

function toUrlSafe(character: string): string {
  return character === '+' ? '-' : character === '/' ? '_' : ''
}
