import { type KeyScan, keyAfter, rowBytes, type Stat, type Tally } from '@kvasir/core'
import { promisifyRequest } from 'idb-keyval'
import { readPage } from './page.ts'
import { toKeyRange } from './stored-key.ts'
import { EXPIRY } from './stored-row.ts'

/** Counts a span; bytes are counted page by page, everything else is asked for in the call itself. */
export async function countSpan(store: IDBObjectStore, tally: Tally): Promise<Stat> {
  const range = toKeyRange(tally)
  if (range === undefined) return { rows: 0, expired: 0, bytes: 0 }
  const index = store.index(EXPIRY)
  // An array that is shorter comes before every longer one that starts like it.
  const due = IDBKeyRange.bound([tally.space], [tally.space, tally.at])
  const isWhole = tally.from === '' && tally.to === undefined
  const [rows, expired, bytes] = await Promise.all([
    promisifyRequest(store.count(range)),
    isWhole
      ? promisifyRequest(index.count(due))
      : promisifyRequest(index.getAllKeys(due)).then(
          (keys) => keys.filter((key) => range.includes(key)).length,
        ),
    tally.bytes ? sumBytes(store, { ...tally, limit: PAGE, reverse: false, select: 'rows' }) : 0,
  ])
  return { rows, expired, bytes }
}

/** Rows in memory at a time. */
const PAGE = 256

async function sumBytes(store: IDBObjectStore, scan: KeyScan): Promise<number> {
  let bytes = 0
  let rest: KeyScan | undefined = scan
  while (rest !== undefined) {
    const page = await readPage(store, rest)
    for (const row of page) bytes += rowBytes(row)
    const last = page[PAGE - 1]
    rest = last && { ...rest, from: keyAfter(last.key) }
  }
  return bytes
}
