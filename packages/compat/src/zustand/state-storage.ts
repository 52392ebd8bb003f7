import type { Mode, Namespace, Out } from '@kvasir/core'
import { checkNamespace } from '../check-namespace.ts'
import { follow } from '../follow.ts'
import { valueText } from '../value-text.ts'

/** zustand's `StateStorage`: texts, for `createJSONStorage`. */
export interface KvasirStateStorage<M extends Mode> {
  getItem(name: string): Out<M, string | null>
  setItem(name: string, value: string): Out<M, void>
  removeItem(name: string): Out<M, void>
}

/**
 * A namespace of texts as zustand's `StateStorage`. Over a synchronous store a zustand store has its state at once,
 * without a first render that lacks it. What is no text is read as its text: a state that was kept as a value, as JSON.
 *
 * @example
 * persist(creator, { name: 'cart', storage: createJSONStorage(() => toStateStorage(store.namespace<string>('state'))) })
 */
export function toStateStorage<M extends Mode>(namespace: Namespace<string, M>): KvasirStateStorage<M> {
  checkNamespace(namespace)
  return {
    getItem: (name) =>
      follow(namespace.get(name), (value) => (value === undefined ? null : valueText(value))),
    setItem: (name, value) => follow(namespace.put(name, value), () => undefined),
    removeItem: (name) => follow(namespace.delete(name), () => undefined),
  }
}
