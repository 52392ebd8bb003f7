/** Which keys: all those that satisfy every bound given. Keys are ordered by their UTF-8 bytes. */
export interface KeyRange {
  readonly prefix?: string | undefined
  /** The first key, inclusive. */
  readonly start?: string | undefined
  /** The end, exclusive. */
  readonly end?: string | undefined
}

export interface IterateOptions extends KeyRange {
  /** From the last key to the first. */
  readonly reverse?: boolean | undefined
}

/** What listings in either order have in common. */
interface PageOptions extends IterateOptions {
  /** Most entries in the page: a positive integer, 100 unless given. */
  readonly limit?: number | undefined
  /** The `cursor` of the page before, got with the same range, order and direction. */
  readonly cursor?: string | undefined
  /** `false` lists the entries without their values, which is cheaper where values are large. */
  readonly values?: boolean | undefined
}

/** A listing in the order of the keys. */
export interface KeyListOptions extends PageOptions {
  readonly order?: 'key' | undefined
  /**
   * Rolls up keys: of those that have this text somewhere behind the prefix, everything up to its first place is
   * listed once, among the `prefixes` of the page, and counts as one entry. `'/'` lists a folder.
   */
  readonly delimiter?: string | undefined
}

/** A listing in the order in which the entries were written last. */
export interface RevisionListOptions extends PageOptions {
  readonly order: 'revision'
  /** Only entries with a greater revision. Not together with a `cursor`, unless in reverse. */
  readonly after?: number | undefined
}

export type ListOptions = KeyListOptions | RevisionListOptions

/** One page of a listing. */
export interface Page<E> {
  readonly entries: readonly E[]
  /** What a `delimiter` has rolled up, in key order; empty without one. */
  readonly prefixes: readonly string[]
  /** Continues after the last entry of this page; undefined when the range is at its end. */
  readonly cursor: string | undefined
}
