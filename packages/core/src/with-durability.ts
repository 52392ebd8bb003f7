import type {
  Backend,
  Batch,
  Capabilities,
  Commit,
  Durability,
  Health,
  Mode,
  Out,
  Row,
  Scan,
  Stat,
  Tally,
} from './contract.ts'

/** A backend whose commits have a durability where they ask for none. */
export function withDurability<M extends Mode>(backend: Backend<M>, durability: Durability): Backend<M> {
  return new DurableBackend(backend, durability)
}

class DurableBackend<M extends Mode> implements Backend<M> {
  readonly name: string
  readonly mode: M
  readonly capabilities: Capabilities
  readonly #backend: Backend<M>
  readonly #durability: Durability

  constructor(backend: Backend<M>, durability: Durability) {
    this.name = backend.name
    this.mode = backend.mode
    this.capabilities = backend.capabilities
    this.#backend = backend
    this.#durability = durability
  }

  get(space: number, key: string): Out<M, Row | undefined> {
    return this.#backend.get(space, key)
  }

  getMany(space: number, keys: readonly string[]): Out<M, readonly (Row | undefined)[]> {
    return this.#backend.getMany(space, keys)
  }

  scan(scan: Scan): Out<M, readonly Row[]> {
    return this.#backend.scan(scan)
  }

  commit(batch: Batch): Out<M, Commit> {
    return this.#backend.commit({ durability: this.#durability, ...batch })
  }

  stat(tally: Tally): Out<M, Stat> {
    return this.#backend.stat(tally)
  }

  onCommit(listener: () => void): () => void {
    return this.#backend.onCommit(listener)
  }

  flush(): Promise<void> {
    return this.#backend.flush()
  }

  health(): Out<M, Health> {
    return this.#backend.health()
  }

  close(): Out<M, void> {
    return this.#backend.close()
  }
}
