import type { Backend, Batch, Capabilities, Commit, Health, Row, Scan, Stat, Tally } from '@kvasir/core'
import type { LastWords } from './last-words.ts'

/**
 * A backend whose page leaves word of what is under way when it goes: for one that is reached over a port, and
 * answers late. Every commit that writes has an id, so that whoever hears the words can tell what was stored.
 */
export function withLastWords(backend: Backend<'async'>, words: LastWords): Backend<'async'> {
  return new SpeakingBackend(backend, words)
}

class SpeakingBackend implements Backend<'async'> {
  readonly name: string
  readonly mode = 'async'
  readonly capabilities: Capabilities
  readonly #backend: Backend<'async'>
  readonly #words: LastWords
  /** What is under way, by its id, in the order of the calls. */
  readonly #underWay = new Map<string, Batch>()
  /** The newest revision that an answer has told: of a row that was read, or of a commit. */
  #newest = 0

  constructor(backend: Backend<'async'>, words: LastWords) {
    this.name = backend.name
    this.capabilities = backend.capabilities
    this.#backend = backend
    this.#words = words
    words.onLeaving(() => {
      for (const [id, batch] of this.#underWay) this.#speak(id, batch)
    })
  }

  async get(space: number, key: string): Promise<Row | undefined> {
    const row = await this.#backend.get(space, key)
    this.#note(row)
    return row
  }

  async getMany(space: number, keys: readonly string[]): Promise<readonly (Row | undefined)[]> {
    const rows = await this.#backend.getMany(space, keys)
    for (const row of rows) this.#note(row)
    return rows
  }

  async scan(scan: Scan): Promise<readonly Row[]> {
    const rows = await this.#backend.scan(scan)
    for (const row of rows) this.#note(row)
    return rows
  }

  async commit(batch: Batch): Promise<Commit> {
    if (batch.writes.length === 0) return this.#told(await this.#backend.commit(batch))
    const id = batch.id ?? this.#words.newId()
    const named = { ...batch, id }
    this.#underWay.set(id, named)
    if (this.#words.isLeaving) this.#speak(id, named)
    try {
      return this.#told(await this.#backend.commit(named))
    } finally {
      this.#underWay.delete(id)
      this.#words.unspeak(id)
    }
  }

  stat(tally: Tally): Promise<Stat> {
    return this.#backend.stat(tally)
  }

  onCommit(listener: () => void): () => void {
    return this.#backend.onCommit(listener)
  }

  flush(): Promise<void> {
    return this.#backend.flush()
  }

  health(): Promise<Health> {
    return this.#backend.health()
  }

  async close(): Promise<void> {
    try {
      await this.#backend.close()
    } finally {
      this.#words.close()
    }
  }

  #note(row: Row | undefined): void {
    if (row !== undefined && row.revision > this.#newest) this.#newest = row.revision
  }

  #told(answer: Commit): Commit {
    if (answer.ok) this.#newest = Math.max(this.#newest, answer.last)
    return answer
  }

  #speak(id: string, batch: Batch): void {
    this.#words.speak({ id, at: this.#newest, batches: [batch] })
  }
}
