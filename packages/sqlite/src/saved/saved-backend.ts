import {
  type Backend,
  type Batch,
  type Capabilities,
  type Commit,
  type Health,
  KvasirError,
  type Row,
  type Scan,
  type Stat,
  type Tally,
} from '@kvasir/core'
import { Saver } from './saver.ts'

/**
 * A backend in memory that is saved whole after each commit: the commit's promise resolves when a save that
 * contains it is done. When a save fails, its commits reject; they stay in memory, and every later commit and
 * `close` try again, so that no success is reported while something before it is not stored.
 */
export class SavedBackend implements Backend<'async'> {
  readonly name: string
  readonly mode = 'async'
  readonly capabilities: Capabilities = { persistent: true, consistency: 'strong' }
  readonly #backend: Backend<'sync'>
  readonly #saver: Saver
  readonly #closed: (() => void) | undefined
  /** How many commits changed something, and how many of them a save is known to contain. */
  #changes = 0
  #savedChanges = 0
  #closing: Promise<void> | undefined

  /** `save` stores all of the backend; `closed` is called at the end, whether or not the last save failed. */
  constructor(name: string, backend: Backend<'sync'>, save: () => Promise<void>, closed?: () => void) {
    this.name = name
    this.#backend = backend
    this.#closed = closed
    this.#saver = new Saver(async () => {
      const changes = this.#changes
      if (changes === this.#savedChanges) return
      try {
        await save()
      } catch (cause) {
        throw toSaveFailed(cause)
      }
      this.#savedChanges = changes
    })
  }

  async get(space: number, key: string): Promise<Row | undefined> {
    return this.#open().get(space, key)
  }

  async getMany(space: number, keys: readonly string[]): Promise<readonly (Row | undefined)[]> {
    return this.#open().getMany(space, keys)
  }

  async scan(scan: Scan): Promise<readonly Row[]> {
    return this.#open().scan(scan)
  }

  async commit(batch: Batch): Promise<Commit> {
    const answer = this.#open().commit(batch)
    if (answer.ok) {
      if (batch.writes.length > 0) this.#changes++
      await this.#saveChanges()
    }
    return answer
  }

  async stat(tally: Tally): Promise<Stat> {
    return this.#open().stat(tally)
  }

  async flush(): Promise<void> {
    this.#open()
    await this.#saveChanges()
  }

  async health(): Promise<Health> {
    return { storage: 'indexeddb', unsaved: 0, failure: undefined, role: 'peer', incidents: [] }
  }

  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  #open(): Backend<'sync'> {
    if (this.#closing !== undefined) {
      throw new KvasirError('CLOSED', 'The backend is closed. Open the database again.')
    }
    return this.#backend
  }

  async #saveChanges(): Promise<void> {
    if (this.#changes > this.#savedChanges) await this.#saver.save()
  }

  async #close(): Promise<void> {
    try {
      await this.#saveChanges()
    } finally {
      this.#backend.close()
      this.#closed?.()
    }
  }
}

function toSaveFailed(cause: unknown): KvasirError {
  const message = `The database could not be saved, and its latest changes are only in memory: ${cause}`
  return new KvasirError('STORAGE_FAILED', message, { cause })
}
