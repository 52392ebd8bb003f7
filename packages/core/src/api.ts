import type { Capabilities, Durability, Health, Mode, Out } from './contract.ts'

/** An iterator that suits `for..of` on a synchronous store and `for await` on an asynchronous one. */
export type Each<M extends Mode, T> = M extends 'sync' ? IterableIterator<T> : AsyncIterableIterator<T>

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

export interface ListOptions extends IterateOptions {
  /** Most entries in the page: a positive integer, 100 unless given. */
  readonly limit?: number | undefined
  /** The `cursor` of the page before, got with the same range and direction. */
  readonly cursor?: string | undefined
  /** `false` lists the entries without their values, which is cheaper where values are large. */
  readonly values?: boolean | undefined
}

/** One page of a listing. */
export interface Page<E> {
  readonly entries: readonly E[]
  /** Continues after the last entry of this page; undefined when the range is at its end. */
  readonly cursor: string | undefined
}

/**
 * What may be put where a `V` comes out: where that is bytes, an `ArrayBuffer` too, and on an asynchronous store
 * a stream, which is read to its end. Both come back as `Uint8Array`.
 */
export type Storable<V, M extends Mode> = Uint8Array extends V
  ? V | ArrayBuffer | (M extends 'async' ? ReadableStream<Uint8Array> : never)
  : V

/**
 * An isolated set of keys.
 *
 * A synchronous store answers with values, an asynchronous one with promises of them; everything else is the
 * same. Keys are strings of well-formed UTF-16, the empty string included. Every method throws `INVALID_KEY`
 * for another key, `CLOSED` after the store was closed, `NAMESPACE_DELETED` after the namespace was deleted,
 * and `STORAGE_FAILED` when the engine underneath fails; an asynchronous store rejects with them.
 */
export interface Namespace<V = unknown, M extends Mode = Mode> {
  readonly name: string

  /** The value of a key; undefined when there is none. */
  get(key: string): Out<M, V | undefined>
  /** The value of a key with its revision, expiry and metadata; undefined when there is none. */
  getEntry(key: string): Out<M, Entry<V> | undefined>
  /** The values in the order of `keys`; undefined where there is none. */
  getMany(keys: readonly string[]): Out<M, (V | undefined)[]>
  has(key: string): Out<M, boolean>

  /**
   * Sets a key and returns its new revision. The expiry is set anew: the one given, else the namespace's
   * default, else none; a default is also the longest that a key may ask for.
   *
   * Throws `INVALID_VALUE` with the path of what cannot be stored, `INVALID_TTL`, `INVALID_OPTION` for options
   * that exclude each other, `CONFLICT` when `ifRevision` or `ifAbsent` does not hold.
   */
  put(key: string, value: Storable<V, M>, options?: PutOptions): Out<M, number>
  /** Sets all of the keys or none of them, with the same expiry and metadata; of a key named twice the later value stays. */
  putMany(entries: Iterable<readonly [key: string, value: V]>, options?: PutManyOptions): Out<M, void>

  /** Deletes a key; returns whether there was an entry. */
  delete(key: string, options?: DeleteOptions): Out<M, boolean>
  /** Deletes all of the keys in one commit; returns how many entries there were. */
  deleteMany(keys: readonly string[]): Out<M, number>
  /** Deletes every entry, or those of a range, in one commit. */
  clear(range?: KeyRange): Out<M, void>

  /**
   * One page of entries in key order. Paging continues after the last key seen: it survives the deletion of
   * that key, sees keys that are inserted ahead of it and not those inserted behind it.
   * Throws `INVALID_CURSOR` for a cursor of another direction or range or of no listing at all.
   */
  list(options: ListOptions & { readonly values: false }): Out<M, Page<EntryHead>>
  list(options?: ListOptions): Out<M, Page<Entry<V>>>
  /** Iterates `[key, value]` page by page, in key order. */
  entries(options?: IterateOptions): Each<M, [key: string, value: V]>
  keys(options?: IterateOptions): Each<M, string>
  values(options?: IterateOptions): Each<M, V>
  /** How many entries there are. */
  count(range?: KeyRange): Out<M, number>

  /**
   * Adds to a number, atomically, and returns the sum; a missing key counts as 0. Expiry and metadata stay.
   * Throws `NOT_A_NUMBER` when the value is something else, and `INVALID_VALUE` when the sum is not exact:
   * an integer beyond 2^53 - 1, or infinite.
   */
  increment(key: string, by?: number, options?: IncrementOptions): Out<M, number>
  /**
   * Replaces a value by what `change` makes of it, atomically, and returns that. Expiry and metadata stay;
   * `undefined` deletes the key. `change` is synchronous and without effects: it runs again when another
   * writer came first. For a change that must await something use `transaction`.
   */
  update(key: string, change: (current: V | undefined) => V | undefined): Out<M, V | undefined>

  /** Milliseconds until a key expires; `Infinity` when it never does, undefined when there is no entry. */
  ttl(key: string): Out<M, number | undefined>
  /** Sets the time to live, in milliseconds from now, or the moment of expiry; returns whether there is an entry. */
  expire(key: string, expiry: number | { readonly expiresAt: number }): Out<M, boolean>
  /** Takes a key's own expiry away, leaving the namespace's default if it has one; returns whether there is an entry. */
  persist(key: string): Out<M, boolean>

  /** Runs `work` in a {@link Scope.transaction} on this namespace. */
  transaction<T>(work: (namespace: NamespaceOf<V, M>) => Out<M, T>): Out<M, T>
}

export interface SyncNamespace<V = unknown> extends Namespace<V, 'sync'> {
  [Symbol.iterator](): IterableIterator<[key: string, value: V]>
}

export interface AsyncNamespace<V = unknown> extends Namespace<V, 'async'> {
  [Symbol.asyncIterator](): AsyncIterableIterator<[key: string, value: V]>
}

export type NamespaceOf<V, M extends Mode> = M extends 'sync' ? SyncNamespace<V> : AsyncNamespace<V>

export interface NamespaceConfig {
  readonly description?: string | undefined
  /** Milliseconds that every entry lives at the most, counted anew with each put. */
  readonly ttl?: number | undefined
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
  /** UTF-8 bytes of keys, values and metadata; expired rows that still take room included. */
  readonly bytes: number
}

/** What a store and a transaction have in common. */
export interface Scope<M extends Mode = Mode> {
  /**
   * A namespace by its name, which may be any well-formed string; it is created by the first write to it.
   * `V` is the type of its values, taken on trust.
   *
   * @example
   * const users = store.namespace<User>('users')
   */
  namespace<V = unknown>(name: string): NamespaceOf<V, M>
  /** Creates a namespace with a configuration. Throws `NAMESPACE_EXISTS`, `INVALID_TTL`, `INVALID_OPTION`. */
  createNamespace<V = unknown>(name: string, options?: CreateNamespaceOptions): Out<M, NamespaceOf<V, M>>
  /** Deletes a namespace with everything in it; returns whether there was one. Handles to it throw from then on. */
  deleteNamespace(name: string): Out<M, boolean>
  /**
   * All namespaces in the order of their names. Their entries and bytes are counted for it, which reads all of
   * them on some backends; `sizes: false` leaves that out.
   */
  namespaces(options: { readonly sizes: false }): Out<M, NamespaceHead[]>
  namespaces(): Out<M, NamespaceInfo[]>
  /**
   * Runs `work` on a handle whose writes become visible together when `work` ends, or not at all when it
   * throws; what `work` returns or throws is returned or thrown. Inside, `work` sees its own writes; a
   * transaction in a transaction is a savepoint. Revisions of rows written inside are provisional.
   *
   * On a synchronous store `work` must be synchronous: a returned promise undoes everything and throws
   * `PROMISE_IN_SYNC`. On an asynchronous store nothing is locked: when something that `work` read has changed
   * by the commit, `work` runs again, and after a bounded number of runs `CONFLICT` is thrown; it should have
   * no effects but on its handle. A handle used after the end throws `TRANSACTION_ENDED`.
   */
  transaction<T>(work: (scope: Scope<M>) => Out<M, T>): Out<M, T>
}

/** One backend with many namespaces. */
export interface Store<M extends Mode = Mode> extends Scope<M> {
  readonly mode: M
  /** The engine that keeps the rows. */
  readonly backend: { readonly name: string; readonly capabilities: Capabilities }
  /**
   * Resolves when everything that was asked for before is durable and, where the backend's consistency is
   * `eventual`, reads see what other connections had written by then. Rejects with why that cannot be.
   */
  flush(): Promise<void>
  /** What the backend knows about its storage at the moment. */
  health(): Out<M, Health>
  /**
   * Closes the backend once what was issued is done. Closing again does nothing. Not to be awaited inside a
   * transaction of the store, for whose end it waits.
   */
  close(): Out<M, void>
}

export interface SyncStore extends Store<'sync'> {
  [Symbol.dispose](): void
}

export interface AsyncStore extends Store<'async'> {
  [Symbol.asyncDispose](): Promise<void>
}

/** Turns values that JSON cannot hold into text and back; `rich` of `@kvasir/core/rich` is one. */
export interface RichCodec {
  /** Throws `INVALID_VALUE` with the path of what cannot be stored. */
  encode(value: unknown): string
  decode(text: string): unknown
}

export interface StoreOptions {
  /** Epoch milliseconds; `Date.now` unless given. */
  readonly clock?: (() => number) | undefined
  /** Lets values hold what JSON cannot: Date, Map, Set, bigint, RegExp, undefined, NaN, typed arrays, at any depth. */
  readonly rich?: RichCodec | undefined
  /**
   * When a write counts as durable: `relaxed` (unless given) once the system has it, so that it survives the end of
   * the page or process; `strict` once it was flushed to the device, so that it survives a power cut.
   */
  readonly durability?: Durability | undefined
}
