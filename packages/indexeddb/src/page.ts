import type { Row, Scan } from '@kvasir/core'
import { promisifyRequest } from 'idb-keyval'
import { fromStoredKey, toKeyRange } from './stored-key.ts'
import { toRow, type StoredRow } from './stored-row.ts'

/** A row with its key, as IndexedDB answers. */
interface StoredRecord {
  readonly key: IDBValidKey
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

/** Reads one page; all of it is asked for in the call itself, unless it is one in reverse. */
export async function readPage(store: IDBObjectStore, scan: Scan): Promise<Row[]> {
  const range = toKeyRange(scan)
  // To IndexedDB a count of 0 means all, and more than 32 bits are none.
  const count = Math.min(scan.limit, 2 ** 32 - 1)
  if (range === undefined || count < 1) return []
  const records = await readRecords(store, range, count, scan.reverse ? 'prev' : 'next')
  return records.map(({ key, value }) => toRow(fromStoredKey(key as string), value))
}

async function readRecords(
  store: IDBObjectStore | (IDBObjectStore & WithRecords),
  query: IDBKeyRange,
  count: number,
  direction: 'next' | 'prev',
): Promise<readonly StoredRecord[]> {
  if ('getAllRecords' in store)
    return await promisifyRequest(store.getAllRecords({ query, count, direction }))
  if (direction === 'prev') return await readBackwards(store, query, count)
  const [keys, values] = await Promise.all([
    promisifyRequest(store.getAllKeys(query, count)),
    promisifyRequest<StoredRow[]>(store.getAll(query, count)),
  ])
  return values.map((value, i) => ({ key: keys[i] as string, value }))
}

/** Row by row, for want of a request that reads a page backwards. */
async function readBackwards(
  store: IDBObjectStore,
  query: IDBKeyRange,
  count: number,
): Promise<readonly StoredRecord[]> {
  const records: StoredRecord[] = []
  const request = store.openCursor(query, 'prev')
  for (let cursor; (cursor = await promisifyRequest(request)) !== null; cursor.continue()) {
    const { key, value } = cursor
    if (records.push({ key, value }) === count) break
  }
  return records
}
