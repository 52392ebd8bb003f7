import type { Backend, KeyScan, Row } from '../contract.ts'
import type { Position } from '../cursor.ts'
import { isLive } from '../expiry.ts'
import { isInSpan } from '../key-order.ts'
import { beyondFolder, folderOf, type Folding, type Listing } from '../plan/list.ts'
import { isEmptySpan } from '../plan/span.ts'
import { beyond, readPage } from '../read-page.ts'
import { type Task, wait } from '../task.ts'

/** Rows that are read at a time where some of them are likely to be passed over. */
const STRIDE = 128

/** The content of a page, and where it stopped if there is more. */
export interface Listed {
  readonly rows: readonly Row[]
  readonly prefixes: readonly string[]
  readonly position: Position | undefined
}

export const NOTHING_LISTED: Listed = { rows: [], prefixes: [], position: undefined }

/** Reads a page of a space. */
export function* readListing(
  backend: Backend,
  space: number,
  listing: Listing,
  clock: () => number,
): Task<Listed> {
  const { order, limit, reverse } = listing
  const items = yield* readItems(backend, space, listing, clock)
  const page = items.slice(0, limit)
  const last = items.length > limit ? page.at(-1) : undefined
  return {
    rows: page.filter((item) => typeof item !== 'string'),
    prefixes: page.filter((item) => typeof item === 'string'),
    position: last === undefined ? undefined : positionOf(last, order, reverse),
  }
}

function positionOf(item: Row | string, order: Listing['order'], reverse: boolean): Position {
  if (typeof item === 'string') return { order: 'key', key: item, reverse }
  const { key, revision } = item
  return order === 'key' ? { order, key, reverse } : { order, revision, reverse }
}

/** Rows, and folders where keys are rolled up; if there is a next page, one more than the limit at the least. */
function readItems(
  backend: Backend,
  space: number,
  listing: Listing,
  clock: () => number,
): Task<readonly (Row | string)[]> {
  if (listing.order === 'revision') return byRevision(backend, space, listing, clock)
  const { span, limit, reverse, select, folding } = listing
  const scan = { from: span.from, to: span.to, space, limit: limit + 1, reverse, select }
  return folding === undefined ? readPage(backend, scan, clock) : inFolders(backend, scan, folding, clock)
}

function* byRevision(
  backend: Backend,
  space: number,
  { span, limit, reverse, select, ...range }: Listing & { readonly order: 'revision' },
  clock: () => number,
): Task<Row[]> {
  const found: Row[] = []
  const size = Math.max(limit + 1, STRIDE)
  for (let { after, before } = range; found.length <= limit;) {
    const scan = { order: 'revision', space, after, before, limit: size, reverse, select } as const
    const rows = yield* wait(backend.scan(scan))
    found.push(...rows.filter((row) => isInSpan(row.key, span) && isLive(row, clock)))
    const last = rows.at(-1)
    if (last === undefined || rows.length < size) break
    if (reverse) before = last.revision
    else after = last.revision
  }
  return found
}

/** Keys that stand for themselves, and folders, of which only the beginning is read. */
function* inFolders(
  backend: Backend,
  { limit, ...scan }: KeyScan,
  folding: Folding,
  clock: () => number,
): Task<(Row | string)[]> {
  const { reverse } = scan
  const items: (Row | string)[] = []
  let rest: typeof scan | undefined = scan
  while (rest !== undefined && !isEmptySpan(rest) && items.length < limit) {
    const rows: readonly Row[] = yield* wait(backend.scan({ ...rest, limit: STRIDE }))
    let folder: string | undefined
    for (const row of rows) {
      if (folder !== undefined && row.key.startsWith(folder)) continue
      folder = undefined
      if (!isLive(row, clock)) continue
      folder = folderOf(row.key, folding)
      if (items.push(folder ?? row) === limit) break
    }
    const last = rows.at(-1)
    if (last === undefined || rows.length < STRIDE) break
    const isInside = folder !== undefined && last.key.startsWith(folder)
    rest = isInside ? beyondFolder(rest, folder as string, reverse) : beyond(rest, last.key, reverse)
  }
  return items
}
