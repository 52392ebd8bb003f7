import { platform } from '#commandkit/platform'
import type { SyncNamespace } from '@kvasir/core'
import { checkKey, toTtl } from './check-arguments.ts'
import { connect, type Connection, type SqliteDatabase } from './connection.ts'
import {
  type Address,
  calculateAt,
  deleteAt,
  hasAt,
  locate,
  readAt,
  writeAt,
  writeExpiringAt,
} from './entries.ts'
import { entriesInOrder, keysInOrder, namesInOrder } from './in-order.ts'
import type { Level } from './level.ts'
import type { KvMathOperator } from './math.ts'
import { DEFAULT_NAMESPACE, DEFAULT_PATH, type KvOptions, type KvSource, type KvValue } from './options.ts'
import { toStorable } from './values/to-storable.ts'

/** What a KV has from the one that it was made by. */
class Seat {
  readonly connection: Connection
  readonly level: Level

  constructor(connection: Connection, level: Level) {
    this.connection = connection
    this.level = level
  }
}

/**
 * CommandKit's key-value store: a namespace that answers at once.
 *
 * Every method throws `TypeError` for a key that is no string, and `Error` with the code `ERR_INVALID_STATE` once the KV
 * is closed.
 *
 * @example
 * using kv = new KV('bot.db')
 * kv.set('greeting', 'hello')
 */
export class KV implements Disposable, AsyncDisposable {
  readonly #connection: Connection
  readonly #level: Level
  readonly #name: string
  readonly #hasPaths: boolean
  readonly #isOpener: boolean
  #isClosed = false
  /** The namespace as the last call saw it, and where that was. */
  #namespace: SyncNamespace
  #namespaceLevel: Level

  /**
   * Opens a namespace of a SQLite file, of memory or of a store that is open already; see {@link openKV}.
   */
  constructor(source: KvSource | Seat, options: KvOptions = {}) {
    const { namespace = DEFAULT_NAMESPACE, dotNotation = false } = options
    this.#isOpener = !(source instanceof Seat)
    this.#connection = source instanceof Seat ? source.connection : connect(source, options)
    this.#level = source instanceof Seat ? source.level : this.#connection.outermost
    this.#name = namespace
    this.#hasPaths = dotNotation
    this.#namespaceLevel = this.#level.innermost()
    try {
      this.#namespace = this.#namespaceLevel.scope.namespace(namespace)
      if (this.#isOpener && options.namespace !== undefined) this.#create(namespace)
    } catch (error) {
      if (this.#isOpener) this.#connection.end()
      throw error
    }
  }

  /** Whether neither this KV nor the one that opened it is closed. */
  isOpen(): boolean {
    const { isOpen, database } = this.#connection
    return !this.#isClosed && isOpen && database?.isOpen !== false
  }

  /** The connection to SQLite. Throws `Error` where there is none: in a browser, and on a store that was open already. */
  getDatabase(): SqliteDatabase {
    const { database } = this.#connection
    if (database !== undefined) return database
    throw new Error('This KV has no DatabaseSync: it is not on a SQLite file that it has opened itself.')
  }

  /** Closes this KV; the one that opened the file closes that, too, and with it all others of it. Closing again does nothing. */
  close(): void {
    this.#isClosed = true
    if (!this.#isOpener || !this.#connection.isOpen) return
    this.#connection.isOpen = false
    this.#connection.end()
  }

  [Symbol.dispose](): void {
    this.close()
  }

  /** Closes at once, too. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.close()
  }

  /** The value of a key; undefined when there is none. */
  get<T = KvValue>(key: string): T | undefined {
    const namespace = this.#here()
    return platform.toNative(readAt(namespace, this.#locate(namespace, key))) as T | undefined
  }

  /**
   * Sets a key, which then never expires. Throws `KvasirError` with the code `INVALID_VALUE` and the path of what cannot be
   * stored, and `TypeError` for a value that contains itself.
   */
  set(key: string, value: unknown): void {
    const namespace = this.#here()
    writeAt(namespace, this.#locate(namespace, key), toStorable(value))
  }

  /** Sets a key that expires after `ttl` milliseconds: at once from 0 down, never at `Infinity`. Throws as `set` does. */
  setex(key: string, value: unknown, ttl: number): void {
    const namespace = this.#here()
    writeExpiringAt(namespace, this.#locate(namespace, key), toStorable(value), toTtl(ttl, namespace.now()))
  }

  /**
   * Calculates with the number or bigint of a key, atomically, and returns the new value; the expiry stays. Throws `Error`
   * for a key without such a value, a division by zero and an operator that there is not.
   */
  math(key: string, operator: KvMathOperator, value: number | bigint): number | bigint {
    const namespace = this.#here()
    return calculateAt(namespace, this.#locate(namespace, key), key, operator, value)
  }

  /** Has a key expire after `ttl` milliseconds; returns whether there is such a key. */
  expire(key: string, ttl: number): boolean {
    const namespace = this.#here()
    const address = this.#locate(namespace, key)
    const duration = toTtl(ttl, namespace.now())
    if (!hasAt(namespace, address)) return false
    return duration === undefined ? namespace.persist(address.key) : namespace.expire(address.key, duration)
  }

  /** Milliseconds until a key expires; -1 when there is no such key, -2 when it never does. */
  ttl(key: string): number {
    const namespace = this.#here()
    const address = this.#locate(namespace, key)
    const rest = hasAt(namespace, address) ? namespace.ttl(address.key) : undefined
    return rest === undefined ? -1 : rest === Infinity ? -2 : rest
  }

  /** Deletes a key, if there is one. */
  delete(key: string): void {
    const namespace = this.#here()
    deleteAt(namespace, this.#locate(namespace, key))
  }

  has(key: string): boolean {
    const namespace = this.#here()
    return hasAt(namespace, this.#locate(namespace, key))
  }

  /** All keys, those that were set longest ago first. */
  keys(): string[] {
    return keysInOrder(this.#here()).map(({ key }) => key)
  }

  /** All values in the order of {@link keys}. */
  values(): KvValue[] {
    return entriesInOrder(this.#here()).map(({ value }) => platform.toNative(value))
  }

  /** All keys with their values, as an object. */
  all(): Record<string, KvValue> {
    return Object.fromEntries(
      entriesInOrder(this.#here()).map(({ key, value }) => [key, platform.toNative(value)]),
    )
  }

  /** How many keys there are. */
  count(): number {
    return this.#here().count()
  }

  /** Deletes all keys of this namespace. */
  clear(): void {
    this.#here().clear()
  }

  /** Iterates the keys that there are at the beginning, with their values of when it comes to them. */
  *[Symbol.iterator](): IterableIterator<[key: string, value: KvValue]> {
    for (const key of this.keys()) {
      const entry = this.#here().getEntry(key)
      if (entry !== undefined) yield [key, platform.toNative(entry.value)]
    }
  }

  /** The names of all namespaces, oldest first. The one of a KV without a name is among them once something was set in it. */
  namespaces(): string[] {
    this.#here()
    return namesInOrder(this.#namespaceLevel.scope, this.#connection.names)
  }

  getCurrentNamespace(): string {
    return this.#name
  }

  /** Another namespace of the same store, which is created if there is none of the name. Closing it leaves this one open. */
  namespace(namespace: string): KV {
    this.#here()
    this.#create(namespace)
    return this.#at(this.#level, namespace)
  }

  /**
   * Runs `fn` in a transaction, in which all KVs of the same file take part: all that it writes is written when it ends, or
   * nothing when it throws or rejects. A transaction in it is a savepoint.
   *
   * A synchronous `fn` is done when this returns, and what it throws is thrown. An asynchronous one is awaited; nothing is
   * locked meanwhile, and when others have changed what it read, the promise rejects with a `KvasirError` of the code
   * `CONFLICT`, and nothing is written. `fn` is given a KV that belongs to the transaction wherever it is called from.
   */
  transaction<T>(fn: (kv: KV) => T | PromiseLike<T>): Promise<T> {
    if (typeof fn !== 'function') throw new TypeError(`A transaction takes a function; got ${typeof fn}.`)
    this.#here()
    const isAsync = Object.prototype.toString.call(fn) === '[object AsyncFunction]'
    const level = this.#namespaceLevel
    // Whoever else creates a namespace meanwhile would come before this one's.
    if (isAsync) this.#create(this.#name)
    const run = (inner: Level): T | PromiseLike<T> => fn(this.#at(inner, this.#name))
    return level.transact({ run, isAsync, takesHandle: fn.length > 0 })
  }

  /** The namespace where the call that is made belongs. */
  #here(): SyncNamespace {
    if (!this.isOpen()) throw closed()
    const level = this.#level.innermost()
    if (level !== this.#namespaceLevel) {
      this.#namespaceLevel = level
      this.#namespace = level.scope.namespace(this.#name)
    }
    return this.#namespace
  }

  #create(namespace: string): void {
    this.#namespaceLevel.scope.createNamespace(namespace, { ifExists: 'open' })
    this.#connection.names.add(namespace)
  }

  #locate(namespace: SyncNamespace, key: string): Address {
    checkKey(key)
    return this.#hasPaths ? locate(namespace, key) : { key, path: WHOLE }
  }

  #at(level: Level, namespace: string): KV {
    return new KV(new Seat(this.#connection, level), { namespace, dotNotation: this.#hasPaths })
  }
}

const WHOLE: readonly string[] = []

/**
 * Opens CommandKit's key-value store: by default on the SQLite file `commandkit_kv.db`, which is created if need be.
 *
 * Throws what SQLite says when it cannot open the file, and `KvasirError`: `UNSUPPORTED_DATABASE` for the file of another
 * application, CommandKit's own included, `UNAVAILABLE` for a file in a browser.
 *
 * @example
 * const kv = openKV('bot-data.db', { namespace: 'users' })
 */
export function openKV(source: KvSource = DEFAULT_PATH, options: KvOptions = {}): KV {
  return new KV(source, options)
}

function closed(): Error {
  return Object.assign(
    new Error(
      'statement has been finalized: the database is not open, as this KV was closed; open it again.',
    ),
    { code: 'ERR_INVALID_STATE' },
  )
}
