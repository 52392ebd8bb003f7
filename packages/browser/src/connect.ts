import { KvasirError, type Durability } from '@kvasir/core'
import { promisifyRequest } from 'idb-keyval'

/** A database with one object store that holds everything. */
export interface Database {
  readonly name: string
  /** Of the layout; a database with a newer one is refused. */
  readonly version: number
  readonly store: string
  /** Creates the object store in a database that is new. */
  create(database: IDBDatabase): void
  /** Whether an object store of this name is what `create` makes; it may be somebody else's. */
  isKnown(store: IDBObjectStore): boolean
}

/**
 * idb-keyval's `UseStore`, with the durability of the transaction as an addition: idb-keyval's functions take
 * one of these as their last argument.
 */
export type DurableUseStore = <T>(
  mode: IDBTransactionMode,
  callback: (store: IDBObjectStore) => T | PromiseLike<T>,
  durability?: Durability,
) => Promise<T>

export interface Connection {
  /**
   * Runs `callback` with the object store in a transaction of its own, and answers what it answers. Opens the
   * database when it is not open, for the first time or again after it was closed: by {@link Connection.close},
   * by the browser, or because somebody deletes or upgrades the database. Throws `STORAGE_FAILED` when it is
   * not there any more.
   *
   * Throws `UNAVAILABLE` when the browser has no IndexedDB for this page, and `UNSUPPORTED_DATABASE` when the
   * database is of a newer version or not of this layout.
   */
  readonly useStore: DurableUseStore
  /** Closes the connection once its transactions have ended. */
  close(): void
}

/** A connection to a database; nothing is opened before it is used. */
export function connect(target: Database): Connection {
  let current: Promise<IDBDatabase> | undefined
  /** Whether the database was there: then it is opened again, but not made again. */
  let wasOpen = false

  const forget = (connection: Promise<IDBDatabase>): void => {
    if (current === connection) current = undefined
  }

  const connected = (): Promise<IDBDatabase> => {
    if (current !== undefined) return current
    const connection = open(target, wasOpen, () => forget(connection))
    current = connection
    connection.then(
      () => (wasOpen = true),
      () => forget(connection),
    )
    return connection
  }

  return {
    useStore: async (mode, callback, durability = 'relaxed') => {
      const begin = (database: IDBDatabase): IDBObjectStore =>
        database.transaction(target.store, mode, { durability }).objectStore(target.store)
      const connection = connected()
      const database = await connection
      let store: IDBObjectStore
      try {
        store = begin(database)
      } catch {
        // Closed since, or without an event: Safari does so to pages in the background.
        forget(connection)
        store = begin(await connected())
      }
      // Nothing is awaited between the transaction and its first request: it would end in older Safaris.
      return await callback(store)
    },
    close() {
      current?.then(
        (database) => database.close(),
        () => undefined,
      )
      current = undefined
    },
  }
}

/** `whenClosed` is called when somebody else closes the connection, or wants it closed. */
async function open(target: Database, wasOpen: boolean, whenClosed: () => void): Promise<IDBDatabase> {
  const database = await request(target, wasOpen)
  if (!isOf(target, database)) {
    database.close()
    throw unsupported(target, 'was not made by Kvasir')
  }
  database.addEventListener('close', whenClosed)
  // Whoever wants to delete or upgrade the database waits until this connection is closed.
  database.addEventListener('versionchange', () => {
    whenClosed()
    database.close()
  })
  return database
}

async function request(target: Database, wasOpen: boolean): Promise<IDBDatabase> {
  let isGone = false
  try {
    const request = indexedDB.open(target.name, target.version)
    request.addEventListener('upgradeneeded', () => {
      isGone = wasOpen
      // A new database would give out spaces and revisions again that are still in use.
      if (isGone) request.transaction?.abort()
      else target.create(request.result)
    })
    return await promisifyRequest(request)
  } catch (cause) {
    if (isGone) {
      throw new KvasirError(
        'STORAGE_FAILED',
        `The database '${target.name}' was deleted while it was open: open the store again, which makes a new one.`,
        { cause },
      )
    }
    if ((cause as Error).name === 'VersionError') throw unsupported(target, 'is of a newer version', cause)
    throw new KvasirError('UNAVAILABLE', `This browser does not open IndexedDB: ${cause}`, { cause })
  }
}

function isOf({ store, isKnown }: Database, database: IDBDatabase): boolean {
  return database.objectStoreNames.contains(store) && isKnown(database.transaction(store).objectStore(store))
}

function unsupported({ name }: Database, why: string, cause?: unknown): KvasirError {
  return new KvasirError('UNSUPPORTED_DATABASE', `The database '${name}' ${why}: choose another name.`, {
    cause,
  })
}
