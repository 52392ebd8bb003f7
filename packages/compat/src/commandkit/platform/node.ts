/// <reference types="node" />
import { AsyncLocalStorage } from 'node:async_hooks'
import type { PathLike } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { KvasirError } from '@kvasir/core'
import { sqlite } from '@kvasir/sqlite'
import { nodeSqlite } from '@kvasir/sqlite/node'
import { isOfCommandKit } from '../node/layout.ts'
import { withBuffers } from '../node/with-buffers.ts'
import type { CallTracker, Platform } from './platform.ts'

/** Node: a SQLite file, or SQLite in memory. */
export const platform: Platform = {
  open(source, { enableWAL = true }) {
    if (source === '') throw new KvasirError('INVALID_OPTION', 'The path of a database file is empty.')
    const database = isConnection(source) ? source : new DatabaseSync(toPath(source))
    try {
      refuseCommandKit(database)
      const path = database.location() ?? ':memory:'
      const driver = nodeSqlite({ path, database })
      // The driver has it journal ahead of its writes.
      if (!enableWAL) driver.exec('PRAGMA journal_mode = DELETE; PRAGMA synchronous = FULL')
      return { backend: sqlite(driver), database }
    } catch (error) {
      if (!isConnection(source) && database.isOpen) database.close()
      throw error
    }
  },

  trackCalls: <T>() => new CallContext<T>(),

  toNative: withBuffers,
}

/** A path as Node's types have it; whatever is none, Node refuses. */
function toPath(source: unknown): PathLike {
  return source instanceof Uint8Array ? Buffer.from(source) : (source as PathLike)
}

function isConnection(source: unknown): source is DatabaseSync {
  return source instanceof DatabaseSync
}

/** Throws `UNSUPPORTED_DATABASE` for a file that CommandKit itself has written. */
function refuseCommandKit(database: DatabaseSync): void {
  if (!isOfCommandKit(database)) return
  throw new KvasirError(
    'UNSUPPORTED_DATABASE',
    `The database ${database.location() ?? 'in memory'} was written by CommandKit, which keeps its entries in another way: copy them once into a KV on another file, with importCommandKit of @kvasir/compat/commandkit/import.`,
  )
}

/** Knows of the calls of a function and of everything that it starts, whatever it awaits. */
class CallContext<T> implements CallTracker<T> {
  readonly followsAwaits = true
  readonly #storage = new AsyncLocalStorage<T>()

  run<R>(place: T, work: () => R): R {
    return this.#storage.run(place, work)
  }

  current(): T | undefined {
    return this.#storage.getStore()
  }
}
