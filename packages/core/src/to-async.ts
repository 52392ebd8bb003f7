import type { Backend, Batch, Capabilities, Commit, Health, Row, Scan, Stat, Tally } from './contract.ts'

/** A synchronous backend under the asynchronous API. */
export function toAsync(backend: Backend<'sync'>): Backend<'async'> {
  return new AsyncBackend(backend)
}

class AsyncBackend implements Backend<'async'> {
  readonly name: string
  readonly mode = 'async'
  readonly capabilities: Capabilities
  readonly #backend: Backend<'sync'>

  constructor(backend: Backend<'sync'>) {
    this.name = backend.name
    this.capabilities = backend.capabilities
    this.#backend = backend
  }

  async get(space: number, key: string): Promise<Row | undefined> {
    return this.#backend.get(space, key)
  }

  async getMany(space: number, keys: readonly string[]): Promise<readonly (Row | undefined)[]> {
    return this.#backend.getMany(space, keys)
  }

  async scan(scan: Scan): Promise<readonly Row[]> {
    return this.#backend.scan(scan)
  }

  async commit(batch: Batch): Promise<Commit> {
    return this.#backend.commit(batch)
  }

  async stat(tally: Tally): Promise<Stat> {
    return this.#backend.stat(tally)
  }

  onCommit(listener: () => void): () => void {
    return this.#backend.onCommit(listener)
  }

  flush(): Promise<void> {
    return this.#backend.flush()
  }

  async health(): Promise<Health> {
    return this.#backend.health()
  }

  async close(): Promise<void> {
    // One with a journal behind it answers with a promise all the same.
    await this.#backend.close()
  }
}
