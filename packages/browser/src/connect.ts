import type { Durability } from '@kvasir/core'
import type { Database } from './connection/database.ts'
import { LastingConnection } from './connection/lasting-connection.ts'
import type { Patience } from './connection/patience.ts'
import type { Timer } from './connection/timer.ts'

/**
 * idb-keyval's `UseStore`, with the durability of the transaction as an addition, `relaxed` unless given: idb-keyval's
 * functions take one of these as their last argument.
 */
export type DurableUseStore = <T>(
  mode: IDBTransactionMode,
  callback: (store: IDBObjectStore) => T | PromiseLike<T>,
  durability?: Durability,
) => Promise<T>

export interface ConnectOptions {
  readonly patience?: Partial<Patience> | undefined
  readonly timer?: Timer | undefined
  /** Called when somebody deletes the database while it is open, before this connection makes way. */
  readonly onDelete?: (() => void) | undefined
}

/** A connection to a database that is opened when it is used, and again whenever it was closed. */
export interface Connection {
  /**
   * Runs `callback` on the object store in a transaction of its own, and answers what it answers. Opens the database
   * when it is not open: for the first time, or after it was closed by {@link Connection.close}, by the browser, or
   * because somebody deletes or upgrades the database. When it is open, `callback` is called in the call itself.
   *
   * When the browser has lost the connection, or fails to open the database for reasons of its own, it is tried
   * again, up to five times in all, first at once or after 50 ms, then after twice as long each time. `callback`
   * may so be called again, with another transaction: only when the one before has certainly written nothing,
   * and, unless it only reads, nothing that was asked for later has been written. So it must not do lasting
   * things elsewhere before it has answered. What is asked for meanwhile waits, and keeps its order.
   *
   * Throws what `callback` throws, with a DOMException, like the failure of the transaction, as the cause of
   * `STORAGE_FAILED` or `QUOTA_EXCEEDED`. Throws `TIMEOUT` when the transaction neither completes nor aborts
   * in time, and when the browser does not answer a request to open the database; `BLOCKED` when another tab
   * keeps it from being upgraded; `UNAVAILABLE` when the browser has no IndexedDB for this page;
   * `UNSUPPORTED_DATABASE` when the database is of a newer version or not of this layout; and `STORAGE_FAILED` when it
   * is not there any more.
   */
  readonly useStore: DurableUseStore
  /** Closes the connection once what was asked for has ended. */
  close(): void
}

/** A connection to a database; nothing is opened before it is used. */
export function connect(target: Database, options: ConnectOptions = {}): Connection {
  return new LastingConnection(target, options)
}
