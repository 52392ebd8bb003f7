import {
  type Backend,
  type Batch,
  type Check,
  type Commit,
  KvasirError,
  REMEMBERED_IDS,
  type Row,
  type Scan,
  type Stat,
  type Tally,
} from '@kvasir/core'
import { isWhole, Table } from './table.ts'

/** A backend that keeps its rows in memory, for as long as the page or process lives. */
export function memory(): Backend<'sync'> {
  return new MemoryBackend()
}

const NO_ROWS = new Table()

class MemoryBackend implements Backend<'sync'> {
  readonly name = 'memory'
  readonly mode = 'sync'
  readonly capabilities = { persistent: false }

  readonly #tables = new Map<number, Table>()
  /** The space used last and its table, as the next call is likely to want them. */
  #space = Number.NaN
  #table = new Table()
  #revision = 0
  readonly #answers = new Map<string, Commit>()
  #closed = false

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
    if (id !== undefined && this.#answers.has(id)) return this.#answers.get(id)!
    for (let i = 0; i < checks.length; i++) {
      const check = checks[i]!
      if (!this.#holds(check)) return { ok: false, failed: check }
    }
    const first = this.#revision + 1
    const replaced: (Row | undefined)[] = []
    for (let i = 0; i < writes.length; i++) {
      const write = writes[i]!
      const table = this.#tableOf(write.space)
      const revision = ++this.#revision
      let before: Row | undefined
      if (write.kind === 'set') {
        const { key, type, value, expiresAt, writtenAt, metadata } = write
        before = table.set({ key, type, value, revision, expiresAt, writtenAt, metadata })
      } else if (write.kind === 'delete') {
        before = table.delete(write.key)
      } else if (isWhole(write)) {
        this.#tables.delete(write.space)
        this.#space = Number.NaN
      } else {
        table.deleteRange(write)
      }
      if (wantsReplaced) replaced.push(before)
    }
    const last = this.#revision
    if (id !== undefined) this.#remember(id, { ok: true, first, last, replaced: [] })
    return { ok: true, first, last, replaced }
  }

  close(): void {
    this.#closed = true
    this.#tables.clear()
    this.#answers.clear()
    this.#space = Number.NaN
    this.#table = new Table()
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

  #remember(id: string, answer: Commit): void {
    this.#answers.set(id, answer)
    if (this.#answers.size > REMEMBERED_IDS) {
      const [oldest] = this.#answers.keys()
      this.#answers.delete(oldest!)
    }
  }
}
