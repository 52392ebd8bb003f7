import { all } from '../steps.ts'
import type { AnyNamespace, AnyStore } from '../world.ts'

/** One call of each method of a namespace; what an iterator gives is collected. */
export const NAMESPACE_CALLS: readonly (readonly [name: string, call: (kv: AnyNamespace) => unknown])[] = [
  ['get', (kv) => kv.get('a')],
  ['getEntry', (kv) => kv.getEntry('a')],
  ['getMany', (kv) => kv.getMany(['a'])],
  ['has', (kv) => kv.has('a')],
  ['put', (kv) => kv.put('a', 1)],
  ['put with a condition', (kv) => kv.put('new', 1, { ifAbsent: true })],
  ['putMany', (kv) => kv.putMany([['a', 1]])],
  ['increment', (kv) => kv.increment('a')],
  ['update', (kv) => kv.update('a', () => 1)],
  ['ttl', (kv) => kv.ttl('a')],
  ['expire', (kv) => kv.expire('a', 1)],
  ['persist', (kv) => kv.persist('a')],
  ['list', (kv) => kv.list()],
  ['list without values', (kv) => kv.list({ values: false })],
  ['entries', (kv) => all(kv.entries())],
  ['keys', (kv) => all(kv.keys())],
  ['values', (kv) => all(kv.values())],
  ['count', (kv) => kv.count()],
  ['delete', (kv) => kv.delete('a')],
  ['delete with a condition', (kv) => kv.delete('none', { ifRevision: 0 })],
  ['deleteMany', (kv) => kv.deleteMany(['a'])],
  ['clear', (kv) => kv.clear()],
  ['changes', (kv) => kv.changes()],
  ['transaction on a namespace', (kv) => kv.transaction((tx) => tx.put('a', 1))],
]

/** One call of each method of a store that asks its backend. */
export const STORE_CALLS: readonly (readonly [name: string, call: (store: AnyStore) => unknown])[] = [
  ['createNamespace', (store) => store.createNamespace('new')],
  ['openNamespace', (store) => store.openNamespace('new')],
  ['deleteNamespace', (store) => store.deleteNamespace('new')],
  ['namespaces', (store) => store.namespaces()],
  ['transaction', (store) => store.transaction((tx) => tx.namespace('kv').put('a', 1))],
]
