import { asyncStore, type AsyncStore, type Backend, type Durability, toAsync } from '@kvasir/core'
import { sqlite } from '@kvasir/sqlite'
import { nodeSqlite } from '@kvasir/sqlite/node'

/** A store in a SQLite file all of whose commits are of one durability. */
export function openNodeStore(path: string, durability: Durability): AsyncStore {
  return asyncStore(toAsync(withDurability(sqlite(nodeSqlite({ path })), durability)))
}

function withDurability(backend: Backend<'sync'>, durability: Durability): Backend<'sync'> {
  return {
    name: backend.name,
    mode: backend.mode,
    capabilities: backend.capabilities,
    get: (space, key) => backend.get(space, key),
    getMany: (space, keys) => backend.getMany(space, keys),
    scan: (scan) => backend.scan(scan),
    commit: (batch) => backend.commit({ ...batch, durability }),
    stat: (tally) => backend.stat(tally),
    onCommit: (listener) => backend.onCommit(listener),
    flush: () => backend.flush(),
    health: () => backend.health(),
    close: () => backend.close(),
  }
}
