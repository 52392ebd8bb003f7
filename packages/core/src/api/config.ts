/** What is deleted to make room: what was used longest ago, or what was written longest ago. */
export type Eviction = 'lru' | 'oldest'

/**
 * Settings for stores on several machines. They are kept and reported, and mean nothing to a store on one.
 * What each may be is up to the engine; all are JSON.
 */
export interface ClusterConfig {
  readonly replicas?: number | undefined
  readonly placement?: unknown
  readonly mirror?: unknown
  readonly sources?: unknown
  readonly republish?: unknown
}

export interface NamespaceConfig extends ClusterConfig {
  readonly description?: string | undefined
  /** Any JSON value. */
  readonly metadata?: unknown
  /** Milliseconds that every entry lives at the most, counted anew with each put. */
  readonly ttl?: number | undefined
  /**
   * Reading an entry restarts its time to live: the one that it was given itself, by `expiresAt` until then, else `ttl`.
   * So does a write that keeps the expiry. Only together with `ttl`.
   */
  readonly sliding?: boolean | undefined
  /** How many versions of a key are kept, the newest included: 1 (unless given) to 64. Another expiry makes none. */
  readonly history?: number | undefined
  /** UTF-8 bytes of keys, values and metadata that the namespace may hold, history included. */
  readonly maxBytes?: number | undefined
  /** UTF-8 bytes that a value may have. */
  readonly maxValueBytes?: number | undefined
  readonly maxEntries?: number | undefined
  /**
   * What to delete where a write would go over `maxBytes` or `maxEntries`; without it the write is refused. Not together
   * with a `history`.
   */
  readonly eviction?: Eviction | undefined
  /** `memory`: the entries are gone with the page or process; `persistent` unless given. Fixed at the creation. */
  readonly storage?: 'memory' | 'persistent' | undefined
  /** Whether exports, and the snapshots of a journal, are compressed unless they say otherwise. */
  readonly compression?: boolean | undefined
}

export interface CreateNamespaceOptions extends NamespaceConfig {
  /** What to do when the name is taken: throw `NAMESPACE_EXISTS` (unless given), open it as it is, or replace its configuration. */
  readonly ifExists?: 'error' | 'open' | 'update' | undefined
}

/** What is known of a namespace without looking at its entries. */
export interface NamespaceHead extends NamespaceConfig {
  readonly name: string
  /** Epoch milliseconds. */
  readonly createdAt: number
}

export interface NamespaceInfo extends NamespaceHead {
  readonly entries: number
  /** UTF-8 bytes of keys, values and metadata; expired rows that still take room, and history, included. */
  readonly bytes: number
}
