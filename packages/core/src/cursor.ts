import { KvasirError } from './errors.ts'

/** Where a listing stopped: at the key, or the folder, or the revision that was told last; and its direction. */
export type Position =
  | { readonly order: 'key'; readonly key: string; readonly reverse: boolean }
  | { readonly order: 'revision'; readonly revision: number; readonly reverse: boolean }

/** The cursor format, and which order the listing has. */
const VERSION = '1'
const ORDERS = { key: 'k', revision: 'r' } as const

/** An opaque cursor, safe in URLs: base64url of version, order, direction and position. */
export function encodeCursor(position: Position): string {
  const { order, reverse } = position
  const place = position.order === 'key' ? position.key : String(position.revision)
  const text = `${VERSION}${ORDERS[order]}${reverse ? 'r' : 'f'}${encodeURIComponent(place)}`
  // Base64 takes units up to U+00FF; what encodeURIComponent makes of a key has none above.
  return btoa(text).replace(/[+/=]/g, toUrlSafe)
}

/** Throws `INVALID_CURSOR` for what {@link encodeCursor} did not make, or made for another order or direction. */
export function decodeCursor<O extends Position['order']>(
  cursor: string,
  order: O,
  reverse: boolean,
): Extract<Position, { order: O }> {
  const position = parse(cursor)
  if (position === undefined || encodeCursor(position) !== cursor) {
    throw new KvasirError(
      'INVALID_CURSOR',
      'This is no cursor of a listing; pass the cursor of the page before, unchanged.',
    )
  }
  if (!isOf(position, order) || position.reverse !== reverse) {
    throw new KvasirError('INVALID_CURSOR', 'The cursor comes from a listing in another order or direction.')
  }
  return position
}

function isOf<O extends Position['order']>(
  position: Position,
  order: O,
): position is Extract<Position, { order: O }> {
  return position.order === order
}

/** What a text says that may be a cursor; of several that say the same, one alone is what was made. */
function parse(cursor: string): Position | undefined {
  try {
    const text = atob(cursor.replaceAll('-', '+').replaceAll('_', '/'))
    const reverse = text[2] === 'r'
    const place = decodeURIComponent(text.slice(3))
    if (text[1] === ORDERS.key) return { order: 'key', reverse, key: place }
    const revision = Number(place)
    return Number.isSafeInteger(revision) && revision >= 0
      ? { order: 'revision', reverse, revision }
      : undefined
  } catch {
    return undefined
  }
}

function toUrlSafe(character: string): string {
  return character === '+' ? '-' : character === '/' ? '_' : ''
}
