import type { Entry, EntryHead, Scope, SyncNamespace } from '@kvasir/core'

/** As many as there can be: what asks for all of them gets them as they were at one time. */
const ALL = 2 ** 31 - 1

/** All entries, those that were written longest ago first. */
export function entriesInOrder(namespace: SyncNamespace): readonly Entry[] {
  return namespace.list({ order: 'revision', limit: ALL }).entries
}

/** All keys in the same order. */
export function keysInOrder(namespace: SyncNamespace): readonly EntryHead[] {
  return namespace.list({ order: 'revision', limit: ALL, values: false }).entries
}

/** The names of all namespaces, oldest first; of those of one millisecond, what is asked for first comes first. */
export function namesInOrder(scope: Scope<'sync'>, asked: Iterable<string>): string[] {
  const places = new Map(Array.from(asked, (name, place) => [name, place]))
  const placeOf = (name: string): number => places.get(name) ?? places.size
  return scope
    .namespaces({ sizes: false })
    .toSorted((a, b) => a.createdAt - b.createdAt || placeOf(a.name) - placeOf(b.name))
    .map(({ name }) => name)
}
