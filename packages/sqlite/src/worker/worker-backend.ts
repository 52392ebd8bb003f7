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
import type { SqliteFile } from '../file/sqlite-file.ts'
import type { SqliteBackend } from '../sqlite.ts'
import { tellingUsage } from './with-usage.ts'

/** The backend of a worker that nobody else uses: it ends with it. */
export class WorkerBackend implements SqliteBackend<'async'> {
  readonly mode = 'async'
  readonly name: string
  readonly capabilities: Capabilities
  readonly #backend: Backend<'async'>
  readonly #file: SqliteFile
  readonly #end: () => Promise<void>
  #closing: Promise<void> | undefined

  /** `end` closes the database and ends the worker. */
  constructor(backend: Backend<'async'>, file: SqliteFile, end: () => Promise<void>) {
    this.name = backend.name
    this.capabilities = backend.capabilities
    this.#backend = backend
    this.#file = file
    this.#end = end
  }

  get file(): SqliteFile {
    if (this.#closing === undefined) return this.#file
    throw new KvasirError('CLOSED', 'The SQLite backend is closed: open it again.')
  }

  get(space: number, key: string): Promise<Row | undefined> {
    return this.#backend.get(space, key)
  }

  getMany(space: number, keys: readonly string[]): Promise<readonly (Row | undefined)[]> {
    return this.#backend.getMany(space, keys)
  }

  scan(scan: Scan): Promise<readonly Row[]> {
    return this.#backend.scan(scan)
  }

  commit(batch: Batch): Promise<Commit> {
    return tellingUsage(this.#backend.commit(batch))
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

  /** Nobody but this page writes through the worker. */
  async health(): Promise<Health> {
    return { ...(await this.#backend.health()), role: 'peer' }
  }

  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  async #close(): Promise<void> {
    try {
      await this.#backend.close()
    } finally {
      await this.#end()
    }
  }
}
