import type { Mode, Out } from '../contract.ts'
import type { Entry, EntryHead } from './entry.ts'
import type { Version } from './history.ts'
import type { IterateOptions, KeyRange, ListOptions, Page } from './list-options.ts'
import type {
  Change,
  ChangeListener,
  ChangePage,
  ChangesOptions,
  SubscribeOptions,
  WatchOptions,
} from './watch.ts'
import type { DeleteOptions, IncrementOptions, PutManyOptions, PutOptions } from './write-options.ts'

/** An iterator that suits `for..of` on a synchronous store and `for await` on an asynchronous one. */
export type Each<M extends Mode, T> = M extends 'sync' ? IterableIterator<T> : AsyncIterableIterator<T>

/**
 * What may be put where a `V` comes out: where that is bytes, an `ArrayBuffer` too, and on an asynchronous store
 * a stream, which is read to its end. Both come back as `Uint8Array`.
 */
export type Storable<V, M extends Mode> = Uint8Array extends V
  ? V | ArrayBuffer | (M extends 'async' ? ReadableStream<Uint8Array> : never)
  : V

export interface GetEntryOptions {
  readonly revision?: number | undefined
}

export interface HistoryOptions {
  /** Most versions to be answered; all unless given. */
  readonly limit?: number | undefined
}

/**
 * An isolated set of keys.
 *
 * A synchronous store answers with values, an asynchronous one with promises of them; everything else is the
 * same. Keys are strings of well-formed UTF-16, the empty string included. Every method throws `INVALID_KEY`
 * for another key, `INVALID_OPTION` for a name that is none of its options, `CLOSED` after the store was closed,
 * `NAMESPACE_DELETED` after the namespace was deleted, and `STORAGE_FAILED` when the engine underneath fails; an
 * asynchronous store rejects with them.
 */
export interface Namespace<V = unknown, M extends Mode = Mode> {
  readonly name: string
  /** Epoch milliseconds by the clock of the store, which decides what has expired. */
  now(): number

  /** The value of a key; undefined when there is none. */
  get(key: string): Out<M, V | undefined>
  /**
   * The value of a key with its revision, expiry and metadata; undefined when there is none. With a `revision`, the
   * version of the key that had it, expired or not, as long as the history has it.
   */
  getEntry(key: string, options?: GetEntryOptions): Out<M, Entry<V> | undefined>
  /** The values in the order of `keys`; undefined where there is none. */
  getMany(keys: readonly string[]): Out<M, (V | undefined)[]>
  has(key: string): Out<M, boolean>

  /**
   * Sets a key and returns its new revision. The expiry is set anew: the one given, else the namespace's
   * default, else none; a default is also the longest that a key may ask for.
   *
   * Throws `INVALID_VALUE` with the path of what cannot be stored, `INVALID_TTL`, `INVALID_OPTION` for options
   * that exclude each other, `CONFLICT` when `ifRevision` or `ifAbsent` does not hold, `LIMIT_EXCEEDED` where the
   * namespace has no room for it.
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
   * One page of entries, in key order unless asked otherwise. Paging continues after the last key seen: it survives the deletion of
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

  /** Restarts a key's time to live: the one given, else the namespace's; returns whether there is an entry. */
  touch(key: string, ttl?: number): Out<M, boolean>

  /** The versions of a key that the namespace keeps, newest first; see {@link NamespaceConfig.history}. */
  history(key: string, options?: HistoryOptions): Out<M, Version<V>[]>
  /**
   * Puts the value and metadata that a version of the key had, as a new version, and returns its revision; the expiry
   * is set anew. Throws `REVISION_GONE` when there is no such version, or it has no value.
   */
  revert(key: string, revision: number): Out<M, number>
  /** Deletes a key with its history; returns whether there was an entry or a history. */
  purge(key: string): Out<M, boolean>

  /**
   * The changes of a key, a range or all keys, from now on or from a revision on, as they come; at least the last one
   * of each key, in the order of their revisions. It ends with the store, or when its `signal` is aborted.
   * Throws `REVISION_GONE` when deletions since `from` are forgotten already: read everything, and begin anew.
   */
  watch(options?: WatchOptions): AsyncIterableIterator<Change<V>>
  /** The same for a listener; returns what ends it. */
  subscribe(listener: ChangeListener<V>, options?: SubscribeOptions): () => void

  /**
   * Some of what has changed since a revision, at once, for who asks again and again: of each key the last change, in
   * the order of their revisions. Without a `from` it only tells the revision from which to go on. With 0 everything
   * that there is comes at once. Throws `REVISION_GONE` when deletions since are forgotten already, or the namespace was
   * created or configured since: ask where to begin, read everything, and go on from there.
   */
  changes(options?: ChangesOptions): Out<M, ChangePage<V>>

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
