import type { Row, Scan } from '@kvasir/core'
import { promisifyRequest } from 'idb-keyval'
import { fromStoredKey, toKeyRange } from './stored-key.ts'
import { EXPIRY, REVISION, toRow, type StoredRow } from './stored-row.ts'

/** A row with its stored key, as IndexedDB answers. */
interface StoredRecord {
  readonly primaryKey: IDBValidKey
  readonly value: StoredRow
}

/** Part of IndexedDB 3.0: https://w3c.github.io/IndexedDB/#dom-idbobjectstore-getallrecords */
interface WithRecords {
  getAllRecords(options: {
    query: IDBKeyRange
    count: number
    direction: IDBCursorDirection
  }): IDBRequest<StoredRecord[]>
}

/** What pages are read from: requests of an index answer with the keys of the object store, too. */
type Source = IDBObjectStore | IDBIndex

/** Reads one page; all of it is asked for in the call itself, unless it is one in reverse. */
export async function readPage(store: IDBObjectStore, scan: Scan): Promise<Row[]> {
  const [source, range] = placeOf(store, scan)
  // To IndexedDB a count of 0 means all, and more than 32 bits are none.
  const count = Math.min(scan.limit, 2 ** 32 - 1)
  if (range === undefined || count < 1) return []
  const records = await readRecords(source, range, count, isReverse(scan) ? 'prev' : 'next')
  return records.map(({ primaryKey, value }) => toRow(fromStoredKey(primaryKey as string), value))
}

/** Whether the last rows come first. */
export function isReverse(scan: Scan): boolean {
  return scan.order !== 'expiry' && scan.reverse
}

/** Where the rows of a scan are, in its order; no range where there are none, as IndexedDB has none for that. */
function placeOf(store: IDBObjectStore, scan: Scan): [Source, IDBKeyRange | undefined] {
  const { space } = scan
  if (scan.order === 'revision') {
    const { after, before } = scan
    const range = after < before ? IDBKeyRange.bound([space, after], [space, before], true, true) : undefined
    return [store.index(REVISION), range]
  }
  // An array that is shorter comes before every longer one that starts like it.
  if (scan.order === 'expiry') return [store.index(EXPIRY), IDBKeyRange.bound([space], [space, scan.until])]
  return [store, toKeyRange(scan)]
}

async function readRecords(
  source: Source | (Source & WithRecords),
  query: IDBKeyRange,
  count: number,
  direction: 'next' | 'prev',
): Promise<readonly StoredRecord[]> {
  if ('getAllRecords' in source)
    return await promisifyRequest(source.getAllRecords({ query, count, direction }))
  if (direction === 'prev') return await readBackwards(source, query, count)
  const [keys, values] = await Promise.all([
    promisifyRequest(source.getAllKeys(query, count)),
    promisifyRequest<StoredRow[]>(source.getAll(query, count)),
  ])
  return values.map((value, i) => ({ primaryKey: keys[i] as string, value }))
}

/** Row by row, for want of a request that reads a page backwards. */
async function readBackwards(
  source: Source,
  query: IDBKeyRange,
  count: number,
): Promise<readonly StoredRecord[]> {
  const records: StoredRecord[] = []
  const request = source.openCursor(query, 'prev')
  for (let cursor; (cursor = await promisifyRequest(request)) !== null; cursor.continue()) {
    const { primaryKey, value } = cursor
    if (records.push({ primaryKey, value }) === count) break
  }
  return records
}
