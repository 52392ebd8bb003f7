import type { ListOptions } from '../api.ts'
import type { Scan, Span } from '../contract.ts'
import { decodeCursor } from '../cursor.ts'
import { KvasirError } from '../errors.ts'
import { isInSpan, prefixEnd } from '../key-order.ts'
import { beyond } from '../read-page.ts'
import { planSpan } from './span.ts'

const DEFAULT_LIMIT = 100

interface Listed {
  /** The keys that are listed; which space does not matter. */
  readonly span: Span
  readonly limit: number
  readonly reverse: boolean
  readonly select: Scan['select']
}

/** How keys are rolled up. */
export interface Folding {
  readonly prefix: string
  readonly delimiter: string
}

/** What a page is to have, after the cursor that was given. */
export type Listing =
  | (Listed & { readonly order: 'key'; readonly folding: Folding | undefined })
  | (Listed & { readonly order: 'revision'; readonly after: number; readonly before: number })

/** What a list asks for. Throws `INVALID_OPTION`, `INVALID_KEY`, `INVALID_CURSOR`. */
export function planList(space: number, options: ListOptions): Listing {
  const { limit = DEFAULT_LIMIT, values = true, cursor, order = 'key' } = options
  if (!Number.isSafeInteger(limit) || limit < 1) {
    throw new KvasirError(
      'INVALID_OPTION',
      `The limit of a list is a positive integer; got ${String(limit)}.`,
    )
  }
  const reverse = options.reverse === true
  const span = planSpan(space, options)
  const listed = { limit, reverse, select: values ? 'rows' : 'heads' } as const
  if (options.order === 'revision') {
    if ('delimiter' in options && options.delimiter !== undefined) {
      throw new KvasirError('INVALID_OPTION', 'A delimiter rolls up keys: list in the order of keys with it.')
    }
    return { ...listed, order: 'revision', span, ...revisionsOf(options.after, cursor, reverse) }
  }
  if (order !== 'key') {
    throw new KvasirError(
      'INVALID_OPTION',
      `A list is in the order of 'key' or 'revision'; got ${String(order)}.`,
    )
  }
  if ('after' in options && options.after !== undefined) {
    throw new KvasirError('INVALID_OPTION', `after is a revision: list with order: 'revision' for it.`)
  }
  const folding = foldingOf(options.prefix, options.delimiter)
  const rest = cursor === undefined ? span : restOf(span, cursor, reverse, folding)
  return { ...listed, order: 'key', span: rest, folding }
}

/** What a key is rolled up to; undefined for one that stands for itself. */
export function folderOf(key: string, { prefix, delimiter }: Folding): string | undefined {
  const place = key.indexOf(delimiter, prefix.length)
  return place === -1 ? undefined : key.slice(0, place + delimiter.length)
}

/** The part of a span that follows a folder, in the direction of reading; undefined when nothing can. */
export function beyondFolder<S extends Span>(span: S, folder: string, reverse: boolean): S | undefined {
  if (reverse) return { ...span, to: folder }
  const from = prefixEnd(folder)
  return from === undefined ? undefined : { ...span, from }
}

function foldingOf(prefix = '', delimiter: string | undefined): Folding | undefined {
  if (delimiter === undefined) return undefined
  if (typeof delimiter === 'string' && delimiter !== '') return { prefix, delimiter }
  throw new KvasirError('INVALID_OPTION', 'The delimiter of a list is a text of one character or more.')
}

/** The part of a range that follows a cursor. Throws `INVALID_CURSOR` for one that was not got with the range. */
function restOf(range: Span, cursor: string, reverse: boolean, folding: Folding | undefined): Span {
  const { key } = decodeCursor(cursor, 'key', reverse)
  const folder = folding && folderOf(key, folding)
  // A folder that has only its end in the range begins before it.
  const isWithin = isInSpan(key, range) || (key === folder && range.from.startsWith(folder))
  if (!isWithin) {
    throw new KvasirError('INVALID_CURSOR', 'The cursor comes from a listing of another range.')
  }
  if (folder === undefined) return beyond(range, key, reverse)
  return beyondFolder(range, folder, reverse) ?? { ...range, to: range.from }
}

function revisionsOf(
  after: number | undefined,
  cursor: string | undefined,
  reverse: boolean,
): { readonly after: number; readonly before: number } {
  if (after !== undefined && !(Number.isSafeInteger(after) && after >= 0)) {
    throw new KvasirError('INVALID_OPTION', `after is a revision, 0 or more; got ${String(after)}.`)
  }
  if (cursor === undefined) return { after: after ?? 0, before: Infinity }
  if (after !== undefined && !reverse) {
    throw new KvasirError('INVALID_OPTION', 'Give either after or a cursor, not both.')
  }
  const { revision } = decodeCursor(cursor, 'revision', reverse)
  return reverse ? { after: after ?? 0, before: revision } : { after: revision, before: Infinity }
}
