import {
  type Backend,
  type Batch,
  type Capabilities,
  type Commit,
  CommitListeners,
  type Health,
  isKvasirError,
  KvasirError,
  type Row,
  rowBytes,
  type Scan,
  type Stat,
  type Tally,
} from '@kvasir/core'
import { readAnswer, rememberAnswer } from './answers.ts'
import { Attempt } from './attempt.ts'
import type { KVBinding } from './binding.ts'
import { allHeads, readPage, readRow, readRows } from './read-space.ts'
import { Revisions } from './revisions.ts'
import { MAX_KEY_BYTES, nameOf } from './stored-row.ts'

export interface CloudflareKVOptions {
  /**
   * What becomes of what Cloudflare KV cannot do: transactions, conditions, increments, updates, limits, history, and
   * writes of several keys. `single` (unless given) refuses it with `UNAVAILABLE`. `attempted` does it step by step, so
   * that writers who come between lose or undo each other's work, and what fails in the middle is done in part.
   */
  readonly commits?: 'single' | 'attempted' | undefined
  /** Epoch milliseconds; `Date.now` unless given. For revisions, and for when Cloudflare may remove what has expired. */
  readonly clock?: (() => number) | undefined
}

/**
 * A backend that keeps its rows in Cloudflare KV, through the binding of a worker. `capabilities` tells what it lacks.
 *
 * @example
 * const store = asyncStore(cloudflareKV(env.KV))
 */
export function cloudflareKV(binding: KVBinding, options: CloudflareKVOptions = {}): Backend<'async'> {
  const { commits = 'single', clock = Date.now } = options
  if (commits === 'single' || commits === 'attempted') return new CloudflareKVBackend(binding, commits, clock)
  throw new KvasirError('INVALID_OPTION', `commits is 'single' or 'attempted'; got ${String(commits)}.`)
}

class CloudflareKVBackend implements Backend<'async'> {
  readonly name = 'cloudflare-kv'
  readonly mode = 'async'
  readonly capabilities: Capabilities
  readonly #binding: KVBinding
  readonly #clock: () => number
  readonly #revisions: Revisions
  readonly #listeners = new CommitListeners()
  /** Settles when what was committed before is done. */
  #commits: Promise<unknown> = Promise.resolve()
  /** Settle when the reads that are under way are done. */
  readonly #reads = new Set<Promise<unknown>>()
  #unsaved = 0
  #failure: KvasirError | undefined
  #closing: Promise<void> | undefined

  constructor(binding: KVBinding, commits: 'single' | 'attempted', clock: () => number) {
    this.capabilities = {
      persistent: true,
      consistency: 'lagging',
      commits,
      keyBytes: MAX_KEY_BYTES,
      clone: false,
      memorySide: false,
    }
    this.#binding = binding
    this.#clock = clock
    this.#revisions = new Revisions(binding, clock)
  }

  async get(space: number, key: string): Promise<Row | undefined> {
    return this.#inTurn(() => this.#read(space, key))
  }

  async getMany(space: number, keys: readonly string[]): Promise<readonly (Row | undefined)[]> {
    return this.#inTurn(() => Promise.all(keys.map((key) => this.#read(space, key))))
  }

  async scan(scan: Scan): Promise<readonly Row[]> {
    const rows = await this.#inTurn(() => readPage(this.#binding, scan))
    for (const { revision } of rows) this.#revisions.see(revision)
    return rows
  }

  async commit(batch: Batch): Promise<Commit> {
    this.#assertOpen()
    this.#unsaved++
    const before = [this.#commits, ...this.#reads]
    const committing = Promise.all(before).then(() => this.#attempt(batch))
    this.#commits = committing.then(
      () => (this.#failure = undefined),
      (error: unknown) => {
        if (isFailure(error)) this.#failure = error
      },
    )
    try {
      return await committing
    } finally {
      this.#unsaved--
    }
  }

  async stat({ at, bytes: wantsBytes, ...span }: Tally): Promise<Stat> {
    return this.#inTurn(async () => {
      const heads = await allHeads(this.#binding, span)
      const rows = wantsBytes ? await readRows(this.#binding, span.space, heads) : []
      return {
        rows: heads.length,
        expired: heads.filter(({ expiresAt }) => expiresAt > 0 && expiresAt <= at).length,
        bytes: rows.reduce((sum, row) => sum + rowBytes(row), 0),
      }
    })
  }

  onCommit(listener: () => void): () => void {
    this.#assertOpen()
    return this.#listeners.add(listener)
  }

  async flush(): Promise<void> {
    await this.#inTurn(() => Promise.resolve())
  }

  async health(): Promise<Health> {
    this.#assertOpen()
    return {
      storage: 'service',
      unsaved: this.#unsaved,
      failure: this.#failure,
      role: 'peer',
      incidents: [],
    }
  }

  close(): Promise<void> {
    return (this.#closing ??= this.#close())
  }

  async #close(): Promise<void> {
    await this.#commits
    this.#listeners.clear()
  }

  /** Reads behind the commits that were issued before, and before those that are issued from now on. */
  async #inTurn<T>(read: () => Promise<T>): Promise<T> {
    this.#assertOpen()
    const reading = this.#commits.then(read)
    const end = reading.catch(() => undefined)
    this.#reads.add(end)
    try {
      return await reading
    } finally {
      this.#reads.delete(end)
    }
  }

  async #read(space: number, key: string): Promise<Row | undefined> {
    if (nameOf(space, key) === undefined) return undefined
    const row = await readRow(this.#binding, space, key)
    if (row !== undefined) this.#revisions.see(row.revision)
    return row
  }

  async #attempt({ checks, writes, id, above = 0, replaced: wantsReplaced = false }: Batch): Promise<Commit> {
    const known = id === undefined ? undefined : await readAnswer(this.#binding, id)
    if (known !== undefined) return known
    const attempt = new Attempt(this.#binding, this.#clock())
    for (const check of checks) if (!(await attempt.holds(check))) return { ok: false, failed: check }
    const first = this.#revisions.take(writes.length, above)
    const replaced: (Row | undefined)[] = []
    for (const [i, write] of writes.entries()) {
      const before = await attempt.add(write, first + i, wantsReplaced)
      if (wantsReplaced) replaced.push(before)
    }
    await attempt.write()
    const { newest: last } = this.#revisions
    if (id !== undefined) await rememberAnswer(this.#binding, id, { first, last })
    if (writes.length > 0) this.#listeners.tell()
    return { ok: true, first, last, replaced }
  }

  #assertOpen(): void {
    if (this.#closing === undefined) return
    throw new KvasirError('CLOSED', 'The backend is closed; open it again to use it.')
  }
}

/** Whether an error tells of the service, and not of what it was asked for. */
function isFailure(error: unknown): error is KvasirError {
  return isKvasirError(error) && (error.code === 'STORAGE_FAILED' || error.code === 'BLOCKED')
}
