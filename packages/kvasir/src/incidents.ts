import type { Backend, Health, Incident } from '@kvasir/core'

export function toIncident(kind: Incident['kind'], message: string): Incident {
  return { kind, at: Date.now(), message }
}

/** A backend whose health has these incidents before its own. */
export function withIncidents(backend: Backend<'async'>, incidents: readonly Incident[]): Backend<'async'> {
  return {
    name: backend.name,
    mode: 'async',
    capabilities: backend.capabilities,
    get: (space, key) => backend.get(space, key),
    getMany: (space, keys) => backend.getMany(space, keys),
    scan: (scan) => backend.scan(scan),
    commit: (batch) => backend.commit(batch),
    stat: (tally) => backend.stat(tally),
    onCommit: (listener) => backend.onCommit(listener),
    flush: () => backend.flush(),
    async health(): Promise<Health> {
      const health = await backend.health()
      return { ...health, incidents: [...incidents, ...health.incidents] }
    },
    close: () => backend.close(),
  }
}
