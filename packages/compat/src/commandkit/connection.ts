import { platform } from '#commandkit/platform'
import { KvasirError, type SyncStore, syncStore } from '@kvasir/core'
import { live } from '@kvasir/core/live'
import { rich } from '@kvasir/core/rich'
import { rules } from '@kvasir/core/rules'
import { Level } from './level.ts'
import type { KvOptions, KvSource } from './options.ts'

/** A connection to SQLite: the `DatabaseSync` of `node:sqlite`, as far as types go that a browser has, too. */
export interface SqliteDatabase {
  readonly isOpen: boolean
  exec(sql: string): void
  prepare(sql: string): object
  close(): void
}

/** What a KV shares with those of its other namespaces. */
export interface Connection {
  /** The store itself, outside of all transactions. */
  readonly outermost: Level
  readonly database: SqliteDatabase | undefined
  /** The names of the namespaces that were asked for, in that order. */
  readonly names: Set<string>
  isOpen: boolean
  /** Closes what was opened for the connection, and not a store that was there before. */
  end(): void
}

/** Connects to a store, or opens one. Throws `INVALID_OPTION` for an asynchronous store, and for one namespace of a store. */
export function connect(source: KvSource, options: KvOptions): Connection {
  refuseNamespace(source)
  if (isStore(source)) return connection(source, undefined, () => {})
  const { backend, database } = platform.open(source, options)
  const store = syncStore(backend, { rich, rules, live })
  return connection(store, database, () => closeAll(store, database))
}

/** Closes a store; that somebody has closed the connection of it before is no failure. */
function closeAll(store: SyncStore, database: SqliteDatabase | undefined): void {
  const isDone = database?.isOpen === false
  try {
    store.close()
  } catch (error) {
    if (!isDone) throw error
  }
}

function connection(store: SyncStore, database: SqliteDatabase | undefined, end: () => void): Connection {
  const outermost = Level.outermost(store, platform.trackCalls())
  return { outermost, database, names: new Set(), isOpen: true, end }
}

function isStore(source: KvSource): source is SyncStore {
  if (typeof source !== 'object' || source === null || !('mode' in source)) return false
  if (source.mode === 'sync') return true
  throw new KvasirError(
    'INVALID_OPTION',
    'A KV answers at once, and this store answers with promises: open a synchronous one, with openSyncStore of kvasir or syncStore of @kvasir/core.',
  )
}

/** The types say it; this is for who does not read them. */
function refuseNamespace(source: unknown): void {
  if (typeof source !== 'object' || source === null || !('putMany' in source)) return
  throw new KvasirError(
    'INVALID_OPTION',
    "A KV is opened on a store, and this is a namespace of one: give the store, and the namespace by its name, as in openKV(store, { namespace: 'users' }).",
  )
}
