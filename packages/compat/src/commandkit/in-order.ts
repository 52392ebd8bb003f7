import type { Entry, EntryHead, SyncNamespace } from '@kvasir/core'

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
