import type { Entry } from './entry.ts'

/** A value that a key had or has. */
export interface PutVersion<V = unknown> extends Entry<V> {
  readonly operation: 'put'
}

/** That a key had no value from a moment on. */
export interface EndVersion {
  /** `purge` took the older versions with it. */
  readonly operation: 'delete' | 'purge' | 'expire'
  readonly key: string
  /** Of the deletion, as a watch tells it; for `expire`, that of the value that expired. */
  readonly revision: number
  /** Epoch milliseconds. */
  readonly writtenAt: number
}

/** What happened to a key, as its history tells. */
export type Version<V = unknown> = PutVersion<V> | EndVersion
