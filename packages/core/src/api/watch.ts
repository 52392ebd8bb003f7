import type { Entry } from './entry.ts'
import type { KeyRange } from './list-options.ts'

/** Who made a change: this store, another one (in this page, another tab, another process), or time. */
export type Origin = 'store' | 'elsewhere' | 'expiry'

interface ChangeBase {
  /** A watch that begins `from` this revision goes on behind this change. */
  readonly revision: number
  readonly origin: Origin
}

/** What a watch tells of a namespace. */
export type Change<V = unknown> =
  | (ChangeBase & {
      readonly operation: 'put'
      readonly key: string
      readonly value: V
      readonly entry: Entry<V>
      /** The value before, if that was asked for and there was one. */
      readonly previous: V | undefined
    })
  | (ChangeBase & {
      readonly operation: 'delete' | 'expire'
      readonly key: string
      readonly previous: V | undefined
    })
  | (ChangeBase & {
      /** Everything in a range was deleted at once. */
      readonly operation: 'clear'
      /** Inclusive; `''` is the first key. */
      readonly start: string
      /** Exclusive; undefined is behind the last key. */
      readonly end: string | undefined
    })

export interface WatchOptions extends KeyRange {
  /** Only this key. Not together with a range. */
  readonly key?: string | undefined
  /**
   * The revision behind which to begin, for example that of the last change that was seen; 0 begins with every entry
   * that there is. What is written from now on, unless given.
   */
  readonly from?: number | undefined
  /** Tell the value before, too. The watched entries are kept in memory for that. */
  readonly previous?: boolean | undefined
  /** Ends the watch. */
  readonly signal?: AbortSignal | undefined
}

export interface ChangesOptions extends KeyRange {
  /** Only this key. Not together with a range. */
  readonly key?: string | undefined
  /** The revision behind which to begin: the `revision` of the answer before, or 0 for everything that there is. */
  readonly from?: number | undefined
}

/** What has changed up to a revision. */
export interface ChangePage<V = unknown> {
  /** In the order of their revisions. */
  readonly changes: readonly Change<V>[]
  /** Where to go on: everything up to this revision is told, or was before. */
  readonly revision: number
}

/** Called with each change, one after the other; when it answers with a promise, the next one waits for that. */
export type ChangeListener<V> = (change: Change<V>) => void | Promise<void>

export interface SubscribeOptions extends WatchOptions {
  /**
   * Called with why the watch ends, if it does so by an error (`REVISION_GONE` for example), and with what the listener
   * throws; thrown globally unless given.
   */
  readonly onError?: ((error: unknown) => void) | undefined
}
