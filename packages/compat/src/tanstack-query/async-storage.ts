import type { Namespace } from '@kvasir/core'
import { checkNamespace } from '../check-namespace.ts'
import { collect } from '../collect.ts'

/** TanStack Query's `AsyncStorage` with `entries`. */
export interface KvasirAsyncStorage<V> {
  getItem(key: string): Promise<V | undefined>
  setItem(key: string, value: V): Promise<void>
  removeItem(key: string): Promise<void>
  /** All that the namespace has, in the order of the keys. */
  entries(): Promise<[key: string, value: V][]>
}

/**
 * A namespace as the storage of TanStack Query's persisters. `V` is what they serialize to: text unless they are told
 * otherwise.
 *
 * @example
 * experimental_createQueryPersister({ storage: toAsyncStorage(store.namespace<string>('queries')) })
 */
export function toAsyncStorage<V = string>(namespace: Namespace<V>): KvasirAsyncStorage<V> {
  checkNamespace(namespace)
  return {
    getItem: async (key) => namespace.get(key),
    async setItem(key, value) {
      // Bytes may be put in more forms than they come back in; a `V` that came back may always be put.
      await (namespace as Namespace<unknown>).put(key, value)
    },
    async removeItem(key) {
      await namespace.delete(key)
    },
    entries: () => collect(namespace.entries()),
  }
}
