import type { Mode, Namespace, Out } from '@kvasir/core'
import { checkNamespace } from '../check-namespace.ts'
import { follow } from '../follow.ts'
import { toStorable } from './to-storable.ts'

/** What zustand persists: the state, and the version of its shape. */
interface StorageValue<S> {
  state: S
  version?: number
}

/** zustand's `PersistStorage`: states as they are. */
export interface KvasirPersistStorage<S, M extends Mode> {
  getItem(name: string): Out<M, StorageValue<S> | null>
  setItem(name: string, value: StorageValue<S>): Out<M, void>
  removeItem(name: string): Out<M, void>
}

/**
 * A namespace as zustand's `PersistStorage`: states are kept as values of Kvasir, so that on a store with the rich
 * codec they may hold dates, maps and sets. Functions and what is undefined are left out, as JSON leaves them out.
 *
 * @example
 * persist(creator, { name: 'cart', storage: toPersistStorage<Cart, 'async'>(store.namespace('state')) })
 */
export function toPersistStorage<S, M extends Mode = Mode>(
  namespace: Namespace<unknown, M>,
): KvasirPersistStorage<S, M> {
  checkNamespace(namespace)
  return {
    getItem: (name) => follow(namespace.get(name), (value) => (value ?? null) as StorageValue<S> | null),
    setItem: (name, value) => follow(namespace.put(name, toStorable(value)), () => undefined),
    removeItem: (name) => follow(namespace.delete(name), () => undefined),
  }
}
