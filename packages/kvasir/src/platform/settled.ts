import type { Backend } from '@kvasir/core'
import type { SyncJournal } from '@kvasir/journal'

/** A synchronous backend whose commits are as durable as they get when they return. */
export function settled(backend: Backend<'sync'>): SyncJournal {
  return {
    name: backend.name,
    mode: 'sync',
    capabilities: backend.capabilities,
    status: 'saved',
    onStatus: () => () => undefined,
    get: (space, key) => backend.get(space, key),
    getMany: (space, keys) => backend.getMany(space, keys),
    scan: (scan) => backend.scan(scan),
    commit: (batch) => backend.commit(batch),
    stat: (tally) => backend.stat(tally),
    onCommit: (listener) => backend.onCommit(listener),
    flush: () => backend.flush(),
    health: () => backend.health(),
    close: async () => backend.close(),
  }
}
