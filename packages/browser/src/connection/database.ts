/** A database as one version of one library lays it out. */
export interface Database {
  readonly name: string
  /** Of the layout, less than 2^20; a database with a newer one is refused. */
  readonly version: number
  /** The names of the object stores. */
  readonly stores: readonly [string, ...string[]]
  /** Creates the object store of this name. */
  create(database: IDBDatabase, store: string): void
  /** Whether an object store with one of these names is what `create` makes; it may be somebody else's. */
  isKnown(store: IDBObjectStore): boolean
}

/**
 * What lies in a database: all of the layout, less than that (nothing, or some of its object stores: creating
 * it was interrupted, or somebody asked whether it exists and so made it), or something else.
 */
export type Contents = 'whole' | 'partial' | 'foreign'

/** Judges a database by its object stores, within a transaction over those that the layout names. */
export function judge(
  { stores, isKnown }: Database,
  { objectStoreNames }: IDBDatabase,
  transaction: IDBTransaction | undefined,
): Contents {
  const ours = stores.filter((store) => objectStoreNames.contains(store))
  if (!ours.every((store) => transaction !== undefined && isKnown(transaction.objectStore(store)))) {
    return 'foreign'
  }
  if (ours.length === stores.length) return 'whole'
  return ours.length === objectStoreNames.length ? 'partial' : 'foreign'
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
