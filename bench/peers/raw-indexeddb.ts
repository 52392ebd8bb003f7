import { afterPrefix, PAGE } from '../workload.ts'
import type { Peer } from './peer.ts'

const STORE = 'rows'

/** IndexedDB without a library, by somebody who knows it: what is put at once shares a transaction. */
export async function rawIndexedDb(name: string): Promise<Peer> {
  const opening = indexedDB.open(name)
  opening.addEventListener('upgradeneeded', () => opening.result.createObjectStore(STORE))
  const database = await settled(opening)
  const putMany = async (keys: readonly string[], values: readonly string[]): Promise<number> => {
    await putAll(database, STORE, keys, values)
    return keys.length
  }
  return {
    name: 'IndexedDB by hand',
    async fill(keys, values) {
      await putMany(keys, values)
    },
    async get(keys) {
      let sum = 0
      for (const key of keys) {
        const request: IDBRequest<string> = database.transaction(STORE).objectStore(STORE).get(key)
        sum += (await settled(request)).length
      }
      return sum
    },
    async put(keys, values) {
      for (let i = 0; i < keys.length; i++) await putAll(database, STORE, [keys[i]!], [values[i]!])
      return keys.length
    },
    putTogether: putMany,
    putMany,
    async page(prefixes) {
      let sum = 0
      for (const prefix of prefixes) {
        const range = IDBKeyRange.bound(prefix, afterPrefix(prefix), false, true)
        const request: IDBRequest<string[]> = database
          .transaction(STORE)
          .objectStore(STORE)
          .getAll(range, PAGE)
        for (const value of await settled(request)) sum += value.length
      }
      return sum
    },
  }
}

/** Puts values under keys of their own in one transaction. */
export function putAll(
  database: IDBDatabase,
  storeName: string,
  keys: readonly string[],
  values: readonly string[],
): Promise<void> {
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(storeName, 'readwrite')
    const store = transaction.objectStore(storeName)
    for (let i = 0; i < keys.length; i++) store.put(values[i], keys[i])
    transaction.addEventListener('complete', () => resolve())
    transaction.addEventListener('abort', () => reject(transaction.error))
  })
}

/** What a request comes to. */
export function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.addEventListener('success', () => resolve(request.result))
    request.addEventListener('error', () => reject(request.error))
  })
}
