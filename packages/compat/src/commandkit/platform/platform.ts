import type { Backend } from '@kvasir/core'
import type { SqliteDatabase } from '../connection.ts'
import type { KvOptions, KvSource } from '../options.ts'

/** What was opened for a KV of its own. */
export interface Opened {
  readonly backend: Backend<'sync'>
  /** The connection to SQLite, where there is one. */
  readonly database: SqliteDatabase | undefined
}

/** Knows which calls are made inside a piece of work. */
export interface CallTracker<T> {
  /** Whether calls count as inside behind an `await`, too. */
  readonly followsAwaits: boolean
  /** Runs work whose calls are inside of `place`. */
  run<R>(place: T, work: () => R): R
  /** What the call that is being made is inside of. */
  current(): T | undefined
}

/** What differs between Node and browsers. */
export interface Platform {
  /** Throws what the platform says of a source that it cannot open. */
  open(source: Exclude<KvSource, { readonly mode: unknown }>, options: KvOptions): Opened
  trackCalls<T>(): CallTracker<T>
  /** A value that was read, with bytes as the platform's programs know them. The value may be changed. */
  toNative(value: unknown): unknown
}
