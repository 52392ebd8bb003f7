import type { SyncStore } from '@kvasir/core'
import type { SqliteDatabase } from './connection.ts'

/** What may be under a key. The documented signatures take a value for whatever the caller says it is. */
// oxlint-disable-next-line typescript/no-explicit-any
export type KvValue = any

/**
 * What a KV is opened on: the path of a SQLite file, `:memory:`, a connection of `node:sqlite` that is open already, or a
 * synchronous store of Kvasir. A browser has only the second and the last.
 */
export type KvSource = string | Uint8Array | URL | SqliteDatabase | SyncStore

export interface KvOptions {
  /** The namespace; `commandkit_kv` unless given. Any string is a name. */
  readonly namespace?: string | undefined
  /** `false` has a SQLite file journal as SQLite does by itself, and not ahead of its writes. */
  readonly enableWAL?: boolean | undefined
  /**
   * `true` takes a key with dots for a path into what the key before the first dot holds: `user.name` is the name in
   * `user`, unless there is a key `user.name`. Otherwise a dot is a letter like others.
   */
  readonly dotNotation?: boolean | undefined
}

/** The file of a KV without a path. */
export const DEFAULT_PATH = 'commandkit_kv.db'

/** The namespace of a KV without one. */
export const DEFAULT_NAMESPACE = 'commandkit_kv'
