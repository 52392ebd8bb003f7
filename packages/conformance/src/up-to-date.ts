import type { Backend, Batch, Capabilities, Commit, Health, Row, Scan, Stat, Tally } from '@kvasir/core'

/**
 * A backend whose reads see what other connections have committed: where its consistency is `eventual`, that is
 * promised behind a `flush`, and where it is `strong`, at once.
 */
export function upToDate(backend: Backend): Backend {
  return backend.capabilities.consistency === 'strong' ? backend : new UpToDate(backend)
}

class UpToDate implements Backend<'async'> {
  readonly name: string
  readonly mode = 'async'
  readonly capabilities: Capabilities
  readonly #backend: Backend

  constructor(backend: Backend) {
    this.name = backend.name
    this.capabilities = backend.capabilities
    this.#backend = backend
  }

  async get(space: number, key: string): Promise<Row | undefined> {
    await this.#backend.flush()
    return await this.#backend.get(space, key)
  }

  async getMany(space: number, keys: readonly string[]): Promise<readonly (Row | undefined)[]> {
    await this.#backend.flush()
    return await this.#backend.getMany(space, keys)
  }

  async scan(scan: Scan): Promise<readonly Row[]> {
    await this.#backend.flush()
    return await this.#backend.scan(scan)
  }

  async commit(batch: Batch): Promise<Commit> {
    return await this.#backend.commit(batch)
  }

  async stat(tally: Tally): Promise<Stat> {
    await this.#backend.flush()
    return await this.#backend.stat(tally)
  }

  onCommit(listener: () => void): () => void {
    return this.#backend.onCommit(listener)
  }

  flush(): Promise<void> {
    return this.#backend.flush()
  }

  async health(): Promise<Health> {
    return await this.#backend.health()
  }

  async close(): Promise<void> {
    await this.#backend.close()
  }
}
