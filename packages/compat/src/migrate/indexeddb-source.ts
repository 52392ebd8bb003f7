import { KvasirError } from '@kvasir/core'
import { PAGE, type Source, type SourceEntry, type Translation } from './source.ts'

/** What all sources in IndexedDB can be told besides their place. */
export interface KeyedSource {
  /**
   * The key in the namespace for a key of the source; undefined refuses the entry. Strings stay what they are, and other
   * keys are refused, unless given.
   */
  readonly toKey?: ((key: IDBValidKey) => string | undefined) | undefined
  /** The value in the namespace for a value of the source, which stays what it is unless given. */
  readonly toValue?: ((value: unknown) => unknown) | undefined
}

/** Reads an object store of a database that is there already; undefined when either is not. Nothing is created. */
export async function openIndexedDbSource(
  databaseName: string,
  storeName: string,
): Promise<Source | undefined> {
  const database = await openExisting(databaseName)
  if (database === undefined) return undefined
  if (!database.objectStoreNames.contains(storeName)) {
    database.close()
    return undefined
  }
  try {
    const total = await answerOf(begin(database, storeName).count())
    return { total, pages: readPages(database, storeName), close: () => database.close() }
  } catch (error) {
    database.close()
    throw error
  }
}

/** What a user has said about keys and values, as reading needs it. */
export function toTranslation({ toKey = stringKey, toValue = (value) => value }: KeyedSource): Translation {
  return { toKey: (key) => toKey(key as IDBValidKey), toValue }
}

function stringKey(key: IDBValidKey): string | undefined {
  return typeof key === 'string' ? key : undefined
}

async function openExisting(name: string): Promise<IDBDatabase | undefined> {
  if (typeof indexedDB === 'undefined') {
    throw new KvasirError(
      'UNAVAILABLE',
      'There is no IndexedDB here: migrate in a page or worker of the app.',
    )
  }
  const request = open(name)
  return new Promise((resolve, reject) => {
    let isMissing = false
    request.addEventListener('upgradeneeded', () => {
      // It is just being created, which is undone.
      isMissing = true
      request.transaction?.abort()
    })
    request.addEventListener('success', () => {
      const database = request.result
      // Whoever wants to change it, the app itself perhaps, does not have to wait.
      database.addEventListener('versionchange', () => database.close())
      resolve(database)
    })
    request.addEventListener('error', (event) => {
      event.preventDefault()
      if (isMissing) resolve(undefined)
      else reject(failure(request.error))
    })
  })
}

function open(name: string): IDBOpenDBRequest {
  try {
    // Without a version, so that one that is open elsewhere is not disturbed.
    return indexedDB.open(name)
  } catch (error) {
    throw failure(error)
  }
}

async function* readPages(database: IDBDatabase, storeName: string): AsyncGenerator<readonly SourceEntry[]> {
  let range: IDBKeyRange | undefined
  for (;;) {
    const store = begin(database, storeName)
    const [keys, values] = await Promise.all([
      answerOf(store.getAllKeys(range, PAGE)),
      answerOf(store.getAll(range, PAGE)),
    ])
    if (keys.length > 0) yield keys.map((key, place) => ({ key, value: values[place] as unknown }))
    if (keys.length < PAGE) return
    range = IDBKeyRange.lowerBound(keys.at(-1), true)
  }
}

function begin(database: IDBDatabase, storeName: string): IDBObjectStore {
  try {
    return database.transaction(storeName, 'readonly').objectStore(storeName)
  } catch (error) {
    throw failure(error)
  }
}

function answerOf<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.addEventListener('success', () => resolve(request.result))
    request.addEventListener('error', () => reject(failure(request.error)))
  })
}

function failure(cause: unknown): KvasirError {
  const why = cause instanceof Error ? cause.message : String(cause)
  return new KvasirError(
    'STORAGE_FAILED',
    `The database to migrate from cannot be read: ${why}. Another run goes on with what is missing.`,
    { cause },
  )
}
