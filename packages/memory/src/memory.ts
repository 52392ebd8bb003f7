import {
  type Backend,
  type Batch,
  type Check,
  type Commit,
  CommitListeners,
  type Health,
  KvasirError,
  type Row,
  type Scan,
  type SetWrite,
  type Stat,
  type Tally,
  type Write,
} from '@kvasir/core'
import { Answers } from './answers.ts'
import { isWhole, Table } from './table.ts'

/** A backend that keeps its rows in memory, for as long as the page or process lives. */
export function memory(): Backend<'sync'> {
  return new MemoryBackend()
}

const NO_ROWS = new Table()

const HEALTH: Health = { storage: 'none', unsaved: 0, failure: undefined, role: 'peer', incidents: [] }

/** Rows in memory; what a journal asks of an engine besides is in a class of its own, as most apps need not load it. */
export class MemoryBackend implements Backend<'sync'> {
  readonly name = 'memory'
  readonly mode = 'sync'
  readonly capabilities = { persistent: false, consistency: 'strong', clone: true, memorySide: true } as const

  protected readonly tables: Map<number, Table> = new Map()
  /** The space used last and its table, as the next call is likely to want them. */
  #space = Number.NaN
  #table = new Table()
  /** The newest revision. */
  protected newest = 0
  protected readonly answers: Answers = new Answers()
  protected readonly listeners: CommitListeners = new CommitListeners()
  /** During an attempt: what takes back each thing that was done, in the order of doing. */
  protected undos: (() => void)[] | undefined
  #closed = false

  get(space: number, key: string): Row | undefined {
    return this.tableOf(space).rows.get(key)
  }

  getMany(space: number, keys: readonly string[]): readonly (Row | undefined)[] {
    const { rows } = this.tableOf(space)
    return keys.map((key) => rows.get(key))
  }

  scan(scan: Scan): readonly Row[] {
    return this.tableOf(scan.space).scan(scan)
  }

  stat(tally: Tally): Stat {
    return this.tableOf(tally.space).stat(tally)
  }

  commit({ checks, writes, replaced: wantsReplaced, id, above = 0 }: Batch): Commit {
    this.assertOpen()
    const remembered = id === undefined ? undefined : this.answers.get(id)
    if (remembered !== undefined) return remembered
    for (let i = 0; i < checks.length; i++) {
      const check = checks[i]!
      if (!this.holds(check)) return { ok: false, failed: check }
    }
    if (above > this.newest && writes.length > 0) this.newest = above
    const first = this.newest + 1
    const replaced: (Row | undefined)[] = []
    for (let i = 0; i < writes.length; i++) {
      const before = this.write(writes[i]!, ++this.newest)
      if (wantsReplaced) replaced.push(before)
    }
    const last = this.newest
    if (id !== undefined) this.remember(id, first, last)
    if (this.listeners.size > 0 && writes.length > 0) this.listeners.tell()
    return { ok: true, first, last, replaced }
  }

  onCommit(listener: () => void): () => void {
    this.assertOpen()
    return this.listeners.add(listener)
  }

  flush(): Promise<void> {
    return Promise.resolve()
  }

  health(): Health {
    return HEALTH
  }

  close(): void {
    this.#closed = true
    this.listeners.clear()
    this.dropAll()
  }

  /** Applies a write of a commit, and sets its mark if there was a row; returns the row that was replaced. */
  protected write(write: Write, revision: number): Row | undefined {
    const before = this.apply(write, revision)
    if (before !== undefined && write.kind === 'delete' && write.mark !== undefined) {
      this.set(write.mark, revision)
    }
    return before
  }

  /** Returns the row that was replaced; undefined for a range. */
  protected apply(write: Write, revision: number): Row | undefined {
    const { space } = write
    const table = this.tableOf(space)
    if (write.kind === 'deleteRange') {
      if (isWhole(write)) this.#dropTable(space, table)
      else for (const { key } of table.rowsIn(write)) this.#delete(space, table, key)
      return undefined
    }
    return write.kind === 'delete' ? this.#delete(space, table, write.key) : this.set(write, revision)
  }

  protected set(
    { space, key, type, value, expiresAt, writtenAt, metadata }: SetWrite,
    revision: number,
  ): Row | undefined {
    const before = this.tableOf(space).set({ key, type, value, revision, expiresAt, writtenAt, metadata })
    this.undos?.push(() => this.#put(space, key, before))
    return before
  }

  protected remember(id: string, first: number, last: number): void {
    this.answers.remember(id, { first, last })
    // What an attempt pushes out would be missing after its undoing.
    if (this.undos === undefined) this.answers.trim()
    else this.undos.push(() => this.answers.forget(id))
  }

  /** Forgets all rows and answers. */
  protected dropAll(): void {
    this.tables.clear()
    this.answers.clear()
    this.#space = Number.NaN
    this.#table = new Table()
  }

  #delete(space: number, table: Table, key: string): Row | undefined {
    const before = table.delete(key)
    if (before !== undefined) this.undos?.push(() => this.#put(space, key, before))
    return before
  }

  #dropTable(space: number, table: Table): void {
    this.tables.delete(space)
    this.#space = Number.NaN
    this.undos?.push(() => {
      this.tables.set(space, table)
      this.#space = Number.NaN
    })
  }

  /** Puts a row back, or its absence. */
  #put(space: number, key: string, row: Row | undefined): void {
    if (row === undefined) this.tableOf(space).delete(key)
    else this.tableOf(space).set(row)
  }

  protected tableOf(space: number): Table {
    if (space === this.#space) return this.#table
    this.assertOpen()
    this.#table = this.tables.get(space) ?? new Table()
    this.tables.set(space, this.#table)
    this.#space = space
    return this.#table
  }

  protected assertOpen(): void {
    if (this.#closed) throw new KvasirError('CLOSED', 'The memory backend is closed and its rows are gone.')
  }

  protected holds(check: Check): boolean {
    // Not by tableOf: the guard of every write is in another space than the write.
    const table = this.tables.get(check.space)
    if (check.kind === 'range') return (table ?? NO_ROWS).holds(check)
    return (table?.rows.get(check.key)?.revision ?? 0) === check.revision
  }
}
