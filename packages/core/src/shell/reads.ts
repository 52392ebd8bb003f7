import type { Each, Entry, EntryHead, IterateOptions, KeyRange, ListOptions, Page } from '../api.ts'
import { checkKey, checkKeys } from '../check-key.ts'
import { checkOptions } from '../check-options.ts'
import type { Backend, Head, Mode, Out, Row, KeyScan, Span, Stat } from '../contract.ts'
import { decodeCursor, encodeCursor } from '../cursor.ts'
import { KvasirError } from '../errors.ts'
import { isLive, live } from '../expiry.ts'
import { iterate } from '../iterate.ts'
import { isInSpan } from '../key-order.ts'
import { isEmptySpan, planSpan } from '../plan/span.ts'
import { beyond, readPage } from '../read-page.ts'
import { type Task, wait } from '../task.ts'
import { decodeMetadata, decodeValue } from '../values/encode.ts'
import type { Home } from './home.ts'
import { deletedError, type ScopeShell } from './scope.ts'

const DEFAULT_LIMIT = 100
const ITERATION_PAGE = 256

/** Stands in for the space of a namespace that does not exist. */
export const NO_SPACE = -1

/** How far an iteration has come. */
interface Progress {
  rest: Span
  readonly reverse: boolean
  readonly select: KeyScan['select']
}

/** The operations on a namespace that only read, for both modes. */
export class NamespaceReads<V, M extends Mode> {
  readonly name: string
  protected readonly scope: ScopeShell<M>
  protected readonly backend: Backend<M>
  /** Undefined until the namespace was found. */
  protected home: Home | undefined

  constructor(scope: ScopeShell<M>, name: string) {
    this.scope = scope
    this.backend = scope.backend
    this.name = name
  }

  get(key: string): Out<M, V | undefined> {
    return this.inTurn(key, () => this.#get(key))
  }

  getEntry(key: string): Out<M, Entry<V> | undefined> {
    return this.inTurn(key, () => this.#getEntry(key))
  }

  getMany(keys: readonly string[]): Out<M, (V | undefined)[]> {
    return this.scope.run(this.#getManyTask(keys))
  }

  has(key: string): Out<M, boolean> {
    return this.inTurn(key, () => this.#has(key))
  }

  list(options: ListOptions & { readonly values: false }): Out<M, Page<EntryHead>>
  list(options?: ListOptions): Out<M, Page<Entry<V>>>
  list(options: ListOptions = {}): Out<M, Page<Entry<V>>> | Out<M, Page<EntryHead>> {
    return this.scope.run<Page<Entry<V>> | Page<EntryHead>>(this.#listTask(options)) as Out<M, Page<Entry<V>>>
  }

  entries(options?: IterateOptions): Each<M, [key: string, value: V]> {
    return this.#iterate(options, 'rows', (row) => [row.key, this.#decode(row)])
  }

  keys(options?: IterateOptions): Each<M, string> {
    return this.#iterate(options, 'heads', (row) => row.key)
  }

  values(options?: IterateOptions): Each<M, V> {
    return this.#iterate(options, 'rows', (row) => this.#decode(row))
  }

  count(range: KeyRange = {}): Out<M, number> {
    return this.scope.run(this.#countTask(range))
  }

  ttl(key: string): Out<M, number | undefined> {
    return this.inTurn(key, () => this.#ttl(key))
  }

  /** Runs an operation that asks the backend once about a key, or about all keys. */
  protected inTurn<T>(key: string | undefined, task: () => Task<T>): Out<M, T> {
    return this.scope.run(this.scope.inTurn(this.name, key, false, task))
  }

  /** The namespace, if it exists. */
  protected *find(): Task<Home | undefined> {
    if (this.home?.gone === true) throw deletedError(this.name)
    return this.home ?? (yield* this.scope.find(this.name))
  }

  /**
   * Asks about the rows of the namespace. That there is nothing may mean that another store has deleted it, so
   * then the registry is asked, too: a handle that was used before throws, a new one finds what took its place.
   */
  *#ask<T>(nothing: T, ask: (home: Home) => Task<T>, isNothing: (answer: T) => boolean): Task<T> {
    for (;;) {
      const home = yield* this.find()
      if (home === undefined) return nothing
      const answer = yield* ask(home)
      if (!isNothing(answer) || (yield* this.scope.isCurrent(home))) {
        this.home = home
        return answer
      }
    }
  }

  *#getManyTask(keys: readonly string[]): Task<(V | undefined)[]> {
    const asked = checkKeys(keys)
    return yield* this.scope.inTurn(this.name, undefined, false, () => this.#getMany(asked))
  }

  *#listTask(options: ListOptions): Task<Page<Entry<V>> | Page<EntryHead>> {
    const asked = checkOptions(options)
    return yield* this.scope.inTurn(this.name, undefined, false, () => this.#list(asked))
  }

  *#countTask(range: KeyRange): Task<number> {
    const asked = checkOptions(range)
    return yield* this.scope.inTurn(this.name, undefined, false, () => this.#count(asked))
  }

  *#get(key: string): Task<V | undefined> {
    const row = yield* this.#load(key)
    return row && this.#decode(row)
  }

  *#getEntry(key: string): Task<Entry<V> | undefined> {
    const row = yield* this.#load(key)
    return row && this.#toEntry(row)
  }

  *#getMany(keys: readonly string[]): Task<(V | undefined)[]> {
    const rows = yield* this.#ask<readonly (Row | undefined)[]>(
      keys.map(() => undefined),
      ({ id }) => wait(this.backend.getMany(id, keys)),
      (found) => found.every((row) => row === undefined),
    )
    return rows.map((row) =>
      row !== undefined && isLive(row, this.scope.clock) ? this.#decode(row) : undefined,
    )
  }

  *#has(key: string): Task<boolean> {
    return (yield* this.#load(key)) !== undefined
  }

  *#list(options: ListOptions): Task<Page<Entry<V>> | Page<EntryHead>> {
    const { limit = DEFAULT_LIMIT, cursor, values = true } = options
    if (!Number.isSafeInteger(limit) || limit < 1) {
      throw new KvasirError('INVALID_OPTION', `The limit of a list is a positive integer; got ${limit}.`)
    }
    const reverse = options.reverse === true
    const span = spanOfPage(planSpan(NO_SPACE, options), cursor, reverse)
    // One row more than asked for tells whether there is a next page.
    const scan = { ...span, limit: limit + 1, reverse, select: values ? 'rows' : 'heads' } as const
    const rows = yield* this.#readPage(scan)
    const page = rows.slice(0, limit)
    const last = page.at(-1)
    return {
      entries: values ? page.map((row) => this.#toEntry(row)) : page.map(toEntryHead),
      cursor:
        rows.length > limit && last !== undefined ? encodeCursor({ key: last.key, reverse }) : undefined,
    }
  }

  *#count(range: KeyRange): Task<number> {
    const span = planSpan(NO_SPACE, range)
    if (isEmptySpan(span)) return 0
    const tally = { ...span, at: this.scope.clock(), bytes: false }
    const stat = yield* this.#ask<Stat>(
      { rows: 0, expired: 0, bytes: 0 },
      ({ id }) => wait(this.backend.stat({ ...tally, space: id })),
      ({ rows }) => rows === 0,
    )
    return stat.rows - stat.expired
  }

  *#ttl(key: string): Task<number | undefined> {
    // The clock is read once: with two readings a row could be live and have nothing left.
    const now = this.scope.clock()
    const row = yield* this.#load(key, () => now)
    return row && (row.expiresAt === 0 ? Infinity : row.expiresAt - now)
  }

  #iterate<T>(
    given: IterateOptions | undefined,
    select: KeyScan['select'],
    pick: (row: Row) => T,
  ): Each<M, T> {
    const options = checkOptions(given)
    const progress = { rest: planSpan(NO_SPACE, options), reverse: options.reverse === true, select }
    return iterate<M, T>(this.scope.mode, () => this.inTurn(undefined, () => this.#readOn(progress, pick)))
  }

  *#readOn<T>(progress: Progress, pick: (row: Row) => T): Task<T[]> {
    const { rest, reverse, select } = progress
    const rows = yield* this.#readPage({ ...rest, limit: ITERATION_PAGE, reverse, select })
    const last = rows.at(-1)
    if (last !== undefined) progress.rest = beyond(rest, last.key, reverse)
    return rows.map(pick)
  }

  *#load(key: string, clock: () => number = this.scope.clock): Task<Row | undefined> {
    checkKey(key)
    const row = yield* this.#ask<Row | undefined>(
      undefined,
      ({ id }) => wait(this.backend.get(id, key)),
      (found) => found === undefined,
    )
    return live(row, clock)
  }

  /** A page of live rows; the space of the scan is not looked at. */
  #readPage(scan: KeyScan): Task<readonly Row[]> {
    return this.#ask<readonly Row[]>(
      [],
      ({ id }) => readPage(this.backend, { ...scan, space: id }, this.scope.clock),
      (rows) => rows.length === 0,
    )
  }

  #toEntry(row: Row): Entry<V> {
    // Not a spread of the head, which would cost as much again.
    return {
      key: row.key,
      value: this.#decode(row),
      revision: row.revision,
      expiresAt: toMoment(row.expiresAt),
      writtenAt: row.writtenAt,
      metadata: decodeMetadata(row.metadata),
    }
  }

  #decode(row: Row): V {
    return decodeValue(row, this.scope.rich) as V
  }
}

/** The part of a range that follows a cursor. Throws `INVALID_CURSOR` for one that was not got with the range. */
function spanOfPage(range: Span, cursor: string | undefined, reverse: boolean): Span {
  if (cursor === undefined) return range
  const { key } = decodeCursor(cursor, reverse)
  if (isInSpan(key, range)) return beyond(range, key, reverse)
  throw new KvasirError('INVALID_CURSOR', 'The cursor comes from a listing of another range.')
}

function toEntryHead({ key, revision, expiresAt, writtenAt, metadata }: Head): EntryHead {
  return {
    key,
    revision,
    expiresAt: toMoment(expiresAt),
    writtenAt,
    metadata: decodeMetadata(metadata),
  }
}

/** The moment of expiry as users see it. */
function toMoment(expiresAt: number): number | undefined {
  return expiresAt === 0 ? undefined : expiresAt
}
