import {
  type Attempt,
  type Batch,
  type Check,
  type Commit,
  CommitListeners,
  type Engine,
  type EngineKind,
  type Health,
  KvasirError,
  type Made,
  type Place,
  type Row,
  type Scan,
  type SetWrite,
  type Stat,
  type Tally,
  type Write,
} from '@kvasir/core'
import { Answers } from './answers.ts'
import { readSnapshot, writeSnapshot } from './snapshot.ts'
import { isWhole, Table } from './table.ts'

/** A backend that keeps its rows in memory, for as long as the page or process lives. */
export function memory(): Engine {
  return new MemoryBackend()
}

/** Memory as an engine that a journal makes durable. */
export const memoryKind: EngineKind = {
  name: 'memory',
  open: async (snapshot) => {
    const engine = new MemoryBackend()
    if (snapshot !== undefined) engine.restore(snapshot)
    return engine
  },
}

const NO_ROWS = new Table()

const HEALTH: Health = { storage: 'none', unsaved: 0, failure: undefined, role: 'peer', incidents: [] }

class MemoryBackend implements Engine {
  readonly name = 'memory'
  readonly mode = 'sync'
  readonly capabilities = { persistent: false, consistency: 'strong', clone: true } as const

  readonly #tables = new Map<number, Table>()
  /** The space used last and its table, as the next call is likely to want them. */
  #space = Number.NaN
  #table = new Table()
  #revision = 0
  readonly #answers = new Answers()
  readonly #listeners = new CommitListeners()
  /** During an attempt: what takes back each thing that was done, in the order of doing. */
  #undos: (() => void)[] | undefined
  #closed = false

  get revision(): number {
    return this.#revision
  }

  get(space: number, key: string): Row | undefined {
    return this.#tableOf(space).rows.get(key)
  }

  getMany(space: number, keys: readonly string[]): readonly (Row | undefined)[] {
    const { rows } = this.#tableOf(space)
    return keys.map((key) => rows.get(key))
  }

  scan(scan: Scan): readonly Row[] {
    return this.#tableOf(scan.space).scan(scan)
  }

  stat(tally: Tally): Stat {
    return this.#tableOf(tally.space).stat(tally)
  }

  commit({ checks, writes, replaced: wantsReplaced, id }: Batch): Commit {
    this.#assertOpen()
    const remembered = id === undefined ? undefined : this.#answers.get(id)
    if (remembered !== undefined) return remembered
    for (let i = 0; i < checks.length; i++) {
      const check = checks[i]!
      if (!this.#holds(check)) return { ok: false, failed: check }
    }
    const first = this.#revision + 1
    const replaced: (Row | undefined)[] = []
    for (let i = 0; i < writes.length; i++) {
      const write = writes[i]!
      const before = this.#apply(write, ++this.#revision)
      if (before !== undefined && write.kind === 'delete' && write.mark !== undefined) {
        this.#set(write.mark, this.#revision)
      }
      if (wantsReplaced) replaced.push(before)
    }
    const last = this.#revision
    if (id !== undefined) this.#remember(id, first, last)
    if (this.#listeners.size > 0 && writes.length > 0) this.#listeners.tell()
    return { ok: true, first, last, replaced }
  }

  attempt(): Attempt {
    this.#assertOpen()
    const undos: (() => void)[] = []
    this.#undos = undos
    const revision = this.#revision
    return {
      keep: () => {
        this.#undos = undefined
        this.#answers.trim()
      },
      undo: () => {
        this.#undos = undefined
        for (const undo of undos.reverse()) undo()
        this.#revision = revision
      },
    }
  }

  expired(at: number, limit: number): readonly Place[] {
    this.#assertOpen()
    const places: Place[] = []
    for (const [space, table] of this.#tables) {
      for (const key of table.expired(at, limit - places.length)) places.push({ space, key })
      if (places.length === limit) break
    }
    return places
  }

  replay(commits: readonly Made[]): void {
    this.#assertOpen()
    for (const { first, writes, id, last = first + writes.length - 1 } of commits) {
      for (let i = 0; i < writes.length; i++) {
        const write = writes[i]!
        this.#apply(write, first + i)
        if (write.kind === 'delete' && write.mark !== undefined) this.#set(write.mark, first + i)
      }
      this.#revision = Math.max(this.#revision, last)
      if (id !== undefined) this.#remember(id, first, last)
    }
  }

  snapshot(): Iterable<Uint8Array> {
    this.#assertOpen()
    return writeSnapshot(() => ({ tables: this.#tables, answers: this.#answers, revision: this.#revision }))
  }

  /** Fills an empty engine. Throws `DAMAGED`, `UNSUPPORTED_DATABASE`. */
  restore(pieces: readonly Uint8Array[]): void {
    const { revision, answers } = readSnapshot(pieces, (space, row) => this.#tableOf(space).set(row))
    this.#revision = revision
    for (const [id, answer] of answers) this.#answers.remember(id, answer)
  }

  onCommit(listener: () => void): () => void {
    return this.#listeners.add(listener)
  }

  flush(): Promise<void> {
    return Promise.resolve()
  }

  health(): Health {
    return HEALTH
  }

  close(): void {
    this.#closed = true
    this.#listeners.clear()
    this.#tables.clear()
    this.#answers.clear()
    this.#space = Number.NaN
    this.#table = new Table()
  }

  /** Returns the row that was replaced; undefined for a range. */
  #apply(write: Write, revision: number): Row | undefined {
    const { space } = write
    const table = this.#tableOf(space)
    if (write.kind === 'deleteRange') {
      if (isWhole(write)) this.#dropTable(space, table)
      else for (const { key } of table.rowsIn(write)) this.#delete(space, table, key)
      return undefined
    }
    return write.kind === 'delete' ? this.#delete(space, table, write.key) : this.#set(write, revision)
  }

  #set(
    { space, key, type, value, expiresAt, writtenAt, metadata }: SetWrite,
    revision: number,
  ): Row | undefined {
    const before = this.#tableOf(space).set({ key, type, value, revision, expiresAt, writtenAt, metadata })
    this.#undos?.push(() => this.#put(space, key, before))
    return before
  }

  #remember(id: string, first: number, last: number): void {
    this.#answers.remember(id, { first, last })
    // What an attempt pushes out would be missing after its undoing.
    if (this.#undos === undefined) this.#answers.trim()
    else this.#undos.push(() => this.#answers.forget(id))
  }

  #delete(space: number, table: Table, key: string): Row | undefined {
    const before = table.delete(key)
    if (before !== undefined) this.#undos?.push(() => this.#put(space, key, before))
    return before
  }

  #dropTable(space: number, table: Table): void {
    this.#tables.delete(space)
    this.#space = Number.NaN
    this.#undos?.push(() => {
      this.#tables.set(space, table)
      this.#space = Number.NaN
    })
  }

  /** Puts a row back, or its absence. */
  #put(space: number, key: string, row: Row | undefined): void {
    if (row === undefined) this.#tableOf(space).delete(key)
    else this.#tableOf(space).set(row)
  }

  #tableOf(space: number): Table {
    if (space === this.#space) return this.#table
    this.#assertOpen()
    this.#table = this.#tables.get(space) ?? new Table()
    this.#tables.set(space, this.#table)
    this.#space = space
    return this.#table
  }

  #assertOpen(): void {
    if (this.#closed) throw new KvasirError('CLOSED', 'The memory backend is closed and its rows are gone.')
  }

  #holds(check: Check): boolean {
    // Not by tableOf: the guard of every write is in another space than the write.
    const table = this.#tables.get(check.space)
    if (check.kind === 'range') return (table ?? NO_ROWS).holds(check)
    return (table?.rows.get(check.key)?.revision ?? 0) === check.revision
  }
}
