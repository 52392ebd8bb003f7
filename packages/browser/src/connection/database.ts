/** A database as one version of one library lays it out. */
export interface Database {
  readonly name: string
  /** Of the layout, less than 2^20; a database with a newer one is refused. */
  readonly version: number
  /** The name of the object store. */
  readonly store: string
  /** Creates the object store. */
  create(database: IDBDatabase, store: string): void
  /** Whether an object store of this name is what `create` makes; it may be somebody else's. */
  isKnown(store: IDBObjectStore): boolean
}

/**
 * What lies in a database: what the layout says, less than that (its creation was interrupted, or somebody asked whether
 * it exists and so made it), or something else.
 */
export type Contents = 'whole' | 'incomplete' | 'foreign'

/** Judges a database by its object stores, within a transaction if there is the one that the layout names. */
export function judge(
  { store, isKnown }: Database,
  { objectStoreNames }: IDBDatabase,
  transaction: IDBTransaction | null,
): Contents {
  if (objectStoreNames.length === 0) return 'incomplete'
  const isOurs = objectStoreNames.contains(store) && transaction !== null
  return isOurs && isKnown(transaction.objectStore(store)) ? 'whole' : 'foreign'
}

/**
 * A database that has to be completed needs a version that is higher, as IndexedDB creates object stores in
 * upgrades only. So its version is that of the layout plus a multiple of this.
 */
const COMPLETION = 2 ** 20

/** The version of the layout in a database of this version. */
export function layoutVersion(version: number): number {
  return version % COMPLETION
}

/** The next version of a database for a layout. */
export function completedVersion(version: number, layout: number): number {
  return (Math.floor(version / COMPLETION) + 1) * COMPLETION + layout
}
