/** What a user sees of a stored key without its value. */
export interface EntryHead {
  readonly key: string
  /** Number of the write that made this entry: strictly increasing within a store, never reused. */
  readonly revision: number
  /** Epoch milliseconds of the first instant at which the entry is gone; undefined when it never expires. */
  readonly expiresAt: number | undefined
  /** Epoch milliseconds. */
  readonly writtenAt: number
  /** The JSON value given as `metadata` with the last put; undefined when there was none. */
  readonly metadata: unknown
}

/** A stored key with its value. */
export interface Entry<V = unknown> extends EntryHead {
  readonly value: V
}
