import type { Capabilities, Durability, Health, Mode, Out } from '../contract.ts'
import type { Live } from '../live/live.ts'
import type { Rules } from '../rules/rules.ts'
import type { StoreStats } from './stats.ts'
import type { Stats } from '../stats/stats.ts'
import type { Timer } from '../timer.ts'
import type { Scope } from './scope.ts'

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
   * Removes what has expired, of all namespaces, and answers how much that was. The store does so by itself from time
   * to time.
   */
  sweep(): Out<M, number>
  /**
   * What is in each namespace, which reads all of them on some backends, and how often and how fast this store has done
   * what since it was opened.
   */
  stats(): Out<M, StoreStats>
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
  /** Lets namespaces have limits, history and eviction: `rules` of `@kvasir/core/rules`. */
  readonly rules?: Rules | undefined
  /** Lets namespaces be watched, and sweeps what has expired: `live` of `@kvasir/core/live`. */
  readonly live?: Live | undefined
  /** Has operations counted and timed: `stats` of `@kvasir/core/stats`. */
  readonly stats?: Stats | undefined
  /** Calls something once after some milliseconds, and returns what calls that off; a timer of the platform unless given. */
  readonly timer?: Timer | undefined
  /**
   * When a write counts as durable: `relaxed` (unless given) once the system has it, so that it survives the end of
   * the page or process; `strict` once it was flushed to the device, so that it survives a power cut.
   */
  readonly durability?: Durability | undefined
}
