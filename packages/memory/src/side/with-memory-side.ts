import type { Backend, Mode } from '@kvasir/core'
import { AsyncSided } from './async-sided.ts'
import type { SidedBackend } from './sided-backend.ts'
import { SyncSided } from './sync-sided.ts'

/**
 * A backend that keeps the spaces below 0 in memory, for as long as the page or process lives, and all others in
 * `backend`: what namespaces with `storage: 'memory'` take. A batch about both is atomic, and durable in the part that
 * `backend` has.
 *
 * What is in memory is this connection's alone: no other tab sees it, it has no last words, and what keeps a backend at
 * the other end of a port is put on this end. A commit that writes to memory alone gets the next revision that this
 * connection knows of, which others may give, too, to rows of `backend`.
 *
 * @example
 * const store = syncStore(withMemorySide(sqlite(nodeSqlite({ path: 'app.db' }))))
 * const drafts = store.createNamespace('drafts', { storage: 'memory' })
 */
export function withMemorySide<M extends Mode>(backend: Backend<M>): SidedBackend<M>
export function withMemorySide(backend: Backend<'sync'> | Backend<'async'>): SidedBackend {
  return backend.mode === 'sync' ? new SyncSided(backend) : new AsyncSided(backend)
}
