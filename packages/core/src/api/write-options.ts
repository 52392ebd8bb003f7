/** When a key expires. `ttl` is a duration in milliseconds from now, `expiresAt` a moment in epoch milliseconds. */
export interface ExpiryOptions {
  /** Not negative and finite; 0 expires at once. Not together with `expiresAt`. */
  readonly ttl?: number | undefined
  readonly expiresAt?: number | undefined
}

export interface PutManyOptions extends ExpiryOptions {
  /** Any JSON value, kept beside the value and shown by `getEntry` and `list`. A put without it clears it. */
  readonly metadata?: unknown
  /**
   * Keep what neither JSON nor the rich codec holds as the platform's structured clone: blobs, files, keys of
   * `crypto.subtle`, errors, cycles. Instances of other classes become plain objects. Only the backends `memory` and
   * `indexeddb` can, which `capabilities.clone` tells; on others such a value throws `INVALID_VALUE`.
   */
  readonly clone?: boolean | undefined
}

export interface PutOptions extends PutManyOptions {
  /** Keep the expiry that the key has. Not together with `ttl` or `expiresAt`. */
  readonly keepTtl?: boolean | undefined
  /** Write only while the key has this revision, 0 meaning that it has none; otherwise throws `CONFLICT`. */
  readonly ifRevision?: number | undefined
  /** Write only while the key has no entry; otherwise throws `CONFLICT`. */
  readonly ifAbsent?: boolean | undefined
}

export interface DeleteOptions {
  /** Delete only while the key has this revision; otherwise throws `CONFLICT`. */
  readonly ifRevision?: number | undefined
}

export interface IncrementOptions extends ExpiryOptions {
  /** A key that is created gets the expiry given here; one that exists keeps its own. */
  readonly ttl?: number | undefined
}
