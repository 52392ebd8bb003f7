/** What is measured by its kind: the methods of namespaces, and transactions. */
export type OperationKind =
  | 'get'
  | 'getEntry'
  | 'getMany'
  | 'has'
  | 'list'
  | 'entries'
  | 'keys'
  | 'values'
  | 'count'
  | 'ttl'
  | 'put'
  | 'putMany'
  | 'delete'
  | 'deleteMany'
  | 'clear'
  | 'increment'
  | 'update'
  | 'expire'
  | 'persist'
  | 'touch'
  | 'history'
  | 'revert'
  | 'purge'
  | 'changes'
  | 'transaction'

/** Operations of one kind since the store was opened; times are milliseconds from the call to its answer. */
export interface OperationStats {
  readonly count: number
  /**
   * How many of them were timed: all, but of a synchronous store one put in 64 and one `get` and `has` in 1,024, and no
   * iteration. The times are about these, and 0 when there are none.
   */
  readonly timed: number
  readonly mean: number
  readonly max: number
  /** Half, and 99 of 100, took no longer than that, to within a factor of 1.5. */
  readonly p50: number
  readonly p99: number
}

/** What is in a namespace. */
export interface NamespaceStats {
  readonly name: string
  readonly entries: number
  /** Entries that have expired and are still to be swept. */
  readonly expired: number
  /** Earlier versions of entries that its history keeps. */
  readonly versions: number
  /** UTF-8 bytes of all of these: keys, values and metadata. */
  readonly bytes: number
}

export interface StoreStats {
  /** In the order of their names. */
  readonly namespaces: readonly NamespaceStats[]
  /** Of each kind that there was; of this store alone, in this process. */
  readonly operations: Readonly<Partial<Record<OperationKind, OperationStats>>>
}
