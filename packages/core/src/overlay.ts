import type {
  Backend,
  Batch,
  Capabilities,
  Check,
  Commit,
  Health,
  KeyScan,
  Mode,
  Out,
  RangeCheck,
  Row,
  Scan,
  Span,
  Stat,
  Tally,
  Write,
} from './contract.ts'
import { compareKeys, isInSpan } from './key-order.ts'
import {
  applyTo,
  batchOf,
  checkOfPage,
  isCleared,
  isOverlaid,
  type Layer,
  newLayer,
  type NumberScan,
  pickByNumber,
} from './layer.ts'
import { beyond } from './read-page.ts'
import { statOf } from './row-bytes.ts'
import { type Run, type Task, wait } from './task.ts'

/** Rows written in an overlay are numbered from here: above every real revision, and only valid within it. */
const PROVISIONAL = 2 ** 52
const PAGE = 256

/** What a transaction has taken the place of. */
export interface Replaced {
  /** As it lies beneath all of the transaction. */
  readonly row: Row
  /** The newest revision in the transaction. */
  readonly revision: number
}

/**
 * A backend on top of a backend: it keeps its commits to itself, shows them to its readers over what lies
 * beneath, and in the end makes one batch of them. That is a transaction; an overlay on an overlay is a
 * savepoint.
 */
export class Overlay<M extends Mode> implements Backend<M> {
  readonly name: string
  readonly mode: M
  readonly capabilities: Capabilities
  /** What lies beneath all overlays. */
  readonly origin: Backend
  readonly #base: Backend
  readonly #run: Run<M>
  readonly #layers = new Map<number, Layer>()
  readonly #ranges: RangeCheck[] = []
  #revision = PROVISIONAL
  /** The last commit, where commits take time. */
  #commits: Promise<void> | undefined

  /** `run` is that of the base's mode. */
  constructor(base: Backend<M>, run: Run<M>) {
    this.name = base.name
    this.mode = base.mode
    this.capabilities = base.capabilities
    this.#base = base
    this.origin = base instanceof Overlay ? base.origin : base
    // Numbers on from the overlay beneath, so that no two rows of a transaction have the same one.
    if (base instanceof Overlay) this.#revision = base.#revision
    this.#run = run
  }

  get(space: number, key: string): Out<M, Row | undefined> {
    return this.#run(this.#inOrder(this.#get(space, key)))
  }

  getMany(space: number, keys: readonly string[]): Out<M, readonly (Row | undefined)[]> {
    return this.#run(this.#inOrder(this.#getMany(space, keys)))
  }

  scan(scan: Scan): Out<M, readonly Row[]> {
    return this.#run(this.#inOrder(this.#scan(scan)))
  }

  stat(tally: Tally): Out<M, Stat> {
    return this.#run(this.#inOrder(this.#stat(tally)))
  }

  commit(batch: Batch): Out<M, Commit> {
    const commit = this.#run(this.#inOrder(this.#commit(batch)))
    if (commit instanceof Promise) {
      const settle = (): void => {}
      this.#commits = commit.then(settle, settle)
    }
    return commit
  }

  /** What has another value in this transaction, or none; undefined where that is not so, or there was nothing. */
  replaced(space: number, key: string): Out<M, Replaced | undefined> {
    return this.#run(this.#inOrder(this.#replaced(space, key)))
  }

  /** Whether a revision is one of this transaction. */
  hasGiven(revision: number): boolean {
    return revision > PROVISIONAL
  }

  /** Tells of what is committed beneath. */
  onCommit(listener: () => void): () => void {
    return this.#base.onCommit(listener)
  }

  flush(): Promise<void> {
    return this.#base.flush()
  }

  health(): Out<M, Health> {
    return this.#run(wait(this.#base.health()))
  }

  /** Closing the base is not an overlay's to do; there is nothing else to close. */
  close(): Out<M, void> {
    return this.#run(nothing())
  }

  /**
   * Everything that was read, as checks, and everything that was written: first what was deleted, then what was set,
   * of all spaces in the order of writing.
   */
  toBatch(): Batch {
    return batchOf(this.#layers, this.#ranges)
  }

  /** Runs an operation after the commits that were issued before it. */
  *#inOrder<T>(task: Task<T>): Task<T> {
    if (this.#commits !== undefined) yield* wait(this.#commits)
    return yield* task
  }

  *#get(space: number, key: string): Task<Row | undefined> {
    const layer = this.#layer(space)
    return isOverlaid(layer, key) ? layer.written.get(key) : yield* this.#read(layer, space, key)
  }

  /** The row of the base, which is read once. */
  *#read(layer: Layer, space: number, key: string): Task<Row | undefined> {
    if (!layer.read.has(key)) {
      const row = yield* wait(this.#base.get(space, key))
      if (!layer.read.has(key)) layer.read.set(key, row)
    }
    return layer.read.get(key)
  }

  *#replaced(space: number, key: string): Task<Replaced | undefined> {
    const layer = this.#layer(space)
    if (isOverlaid(layer, key) && !layer.renewed.has(key)) {
      const row = yield* this.#beneathAll(space, key)
      return row && { row, revision: this.#revision }
    }
    return this.#base instanceof Overlay ? yield* this.#base.#replaced(space, key) : undefined
  }

  *#beneathAll(space: number, key: string): Task<Row | undefined> {
    if (this.#base instanceof Overlay) return yield* this.#base.#beneathAll(space, key)
    return yield* this.#read(this.#layer(space), space, key)
  }

  *#getMany(space: number, keys: readonly string[]): Task<(Row | undefined)[]> {
    const layer = this.#layer(space)
    const unread = [...new Set(keys)].filter((key) => !isOverlaid(layer, key) && !layer.read.has(key))
    const rows = unread.length === 0 ? [] : yield* wait(this.#base.getMany(space, unread))
    unread.forEach((key, i) => {
      if (!layer.read.has(key)) layer.read.set(key, rows[i])
    })
    return keys.map((key) => (isOverlaid(layer, key) ? layer.written.get(key) : layer.read.get(key)))
  }

  *#scan(scan: Scan): Task<Row[]> {
    return yield* scan.order === 'revision' || scan.order === 'expiry'
      ? this.#scanAll(scan)
      : this.#scanKeys(scan)
  }

  /** Reads the whole space, so that whatever changes in it is noticed at the end. */
  *#scanAll(scan: NumberScan): Task<Row[]> {
    const { space, select, limit } = scan
    const all = yield* this.#rowsIn({ space, from: '', to: undefined }, select)
    return pickByNumber(all, scan).slice(0, limit)
  }

  *#rowsIn({ space, from, to }: Span, select: Scan['select']): Task<Row[]> {
    const all: Row[] = []
    for (let rest: KeyScan = { space, from, to, limit: PAGE, reverse: false, select }; ;) {
      const rows = yield* this.#scanKeys(rest)
      all.push(...rows)
      const last = rows.at(-1)
      if (last === undefined || rows.length < PAGE) return all
      rest = beyond(rest, last.key, false)
    }
  }

  *#scanKeys(scan: KeyScan): Task<Row[]> {
    const layer = this.#layer(scan.space)
    const isBeneath = (row: Row): boolean => !isOverlaid(layer, row.key)
    const read: Row[] = []
    // Counted anew each time: a commit may hide what was read while more is being read.
    for (let rest = scan; read.filter(isBeneath).length < scan.limit && !isCleared(layer, rest);) {
      const rows = yield* wait(this.#base.scan(rest))
      const last = rows.length < scan.limit ? undefined : rows.at(-1)
      this.#ranges.push(checkOfPage(rest, rows, last))
      read.push(...rows)
      if (last === undefined) break
      rest = beyond(rest, last.key, scan.reverse)
    }
    const written = [...layer.written.values()].filter(
      (row) => row !== undefined && isInSpan(row.key, scan),
    ) as Row[]
    const page = [...read.filter(isBeneath), ...written]
    page.sort((a, b) => (scan.reverse ? compareKeys(b.key, a.key) : compareKeys(a.key, b.key)))
    return page.slice(0, scan.limit)
  }

  *#stat(tally: Tally): Task<Stat> {
    return statOf(yield* this.#rowsIn(tally, tally.bytes ? 'rows' : 'heads'), tally)
  }

  *#commit(batch: Batch): Task<Commit> {
    for (const check of batch.checks) if (!(yield* this.#holds(check))) return { ok: false, failed: check }
    const { writes, replaced: wantsReplaced = false, above = 0 } = batch
    const mustKnow = (write: Write): boolean =>
      wantsReplaced || (write.kind === 'delete' && write.mark !== undefined)
    for (const write of writes) if (mustKnow(write)) yield* this.#foundBy(write)
    if (writes.length > 0) this.#revision = Math.max(this.#revision, above)
    const first = this.#revision + 1
    const replaced: (Row | undefined)[] = []
    for (const write of writes) {
      // Everything was read above, so this asks nobody.
      const found = mustKnow(write) ? (this.#foundBy(write).next().value as Row | undefined) : undefined
      if (wantsReplaced) replaced.push(found)
      const revision = ++this.#revision
      applyTo(this.#layer(write.space), write, revision)
      if (write.kind === 'delete' && write.mark !== undefined && found !== undefined) {
        applyTo(this.#layer(write.mark.space), write.mark, revision)
      }
    }
    return { ok: true, first, last: this.#revision, replaced }
  }

  /** The row that a write replaces. */
  *#foundBy(write: Write): Task<Row | undefined> {
    return write.kind === 'deleteRange' ? undefined : yield* this.#get(write.space, write.key)
  }

  *#holds(check: Check): Task<boolean> {
    if (check.kind === 'key') {
      const row = yield* this.#get(check.space, check.key)
      return (row?.revision ?? 0) === check.revision
    }
    const { space, from, to } = check
    const rows = yield* this.#scanKeys({
      space,
      from,
      to,
      limit: check.rows + 1,
      reverse: false,
      select: 'heads',
    })
    return rows.length === check.rows && rows.every((row) => row.revision <= check.revision)
  }

  #layer(space: number): Layer {
    let layer = this.#layers.get(space)
    if (layer === undefined) {
      layer = newLayer()
      this.#layers.set(space, layer)
    }
    return layer
  }
}

function* nothing(): Task<void> {}
