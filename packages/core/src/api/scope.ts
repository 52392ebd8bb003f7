import type { Mode, Out } from '../contract.ts'
import type { CreateNamespaceOptions, NamespaceHead, NamespaceInfo } from './config.ts'
import type { NamespaceOf } from './namespace.ts'

/** What a store and a transaction have in common. */
export interface Scope<M extends Mode = Mode> {
  /**
   * A namespace by its name, which may be any well-formed string; it is created by the first write to it.
   * `V` is the type of its values, taken on trust.
   *
   * @example
   * const users = store.namespace<User>('users')
   */
  namespace<V = unknown>(name: string): NamespaceOf<V, M>
  /** Creates a namespace with a configuration. Throws `NAMESPACE_EXISTS`, `INVALID_TTL`, `INVALID_OPTION`. */
  createNamespace<V = unknown>(name: string, options?: CreateNamespaceOptions): Out<M, NamespaceOf<V, M>>
  /**
   * A namespace that there is; undefined when there is none of the name. Unlike those of {@link namespace}, the handle
   * never creates it: once the namespace is deleted, whatever is asked of it throws `NAMESPACE_DELETED`.
   */
  openNamespace<V = unknown>(name: string): Out<M, NamespaceOf<V, M> | undefined>
  /** Deletes a namespace with everything in it; returns whether there was one. Handles to it throw from then on. */
  deleteNamespace(name: string): Out<M, boolean>
  /**
   * All namespaces in the order of their names. Their entries and bytes are counted for it, which reads all of
   * them on some backends; `sizes: false` leaves that out.
   */
  namespaces(options: { readonly sizes: false }): Out<M, NamespaceHead[]>
  namespaces(): Out<M, NamespaceInfo[]>
  /** One namespace as {@link namespaces} shows it; undefined when there is none of the name. */
  namespaceInfo(name: string): Out<M, NamespaceInfo | undefined>
  /**
   * Runs `work` on a handle whose writes become visible together when `work` ends, or not at all when it
   * throws; what `work` returns or throws is returned or thrown. Inside, `work` sees its own writes; a
   * transaction in a transaction is a savepoint. Revisions of rows written inside are provisional.
   *
   * On a synchronous store `work` must be synchronous: a returned promise undoes everything and throws
   * `PROMISE_IN_SYNC`. On an asynchronous store nothing is locked: when something that `work` read has changed
   * by the commit, `work` runs again, and after a bounded number of runs `CONFLICT` is thrown; it should have
   * no effects but on its handle. A handle used after the end throws `TRANSACTION_ENDED`.
   */
  transaction<T>(work: (scope: Scope<M>) => Out<M, T>): Out<M, T>
}
