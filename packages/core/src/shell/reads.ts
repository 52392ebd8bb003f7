import type {
  Each,
  Entry,
  EntryHead,
  GetEntryOptions,
  IterateOptions,
  KeyRange,
  ListOptions,
  Page,
} from '../api.ts'
import { checkKey, checkKeys } from '../check-key.ts'
import { checkOptions } from '../check-options.ts'
import type { Backend, Head, Mode, Out, Row, KeyScan, Span, Stat } from '../contract.ts'
import { encodeCursor } from '../cursor.ts'
import { live } from '../expiry.ts'
import { GET_ENTRY, LIST, RANGE } from '../option-names.ts'
import { planList } from '../plan/list.ts'
import { isEmptySpan, planSpan } from '../plan/span.ts'
import { beyond, readPage } from '../read-page.ts'
import { late, type Task, wait } from '../task.ts'
import { decodeMetadata, decodeValue } from '../values/encode.ts'
import type { Home } from './home.ts'
import { NOTHING_LISTED, readListing } from './listing.ts'
import { noteRead } from './note-read.ts'
import { deletedError } from './deleted-error.ts'
import type { ScopeShell } from './scope.ts'

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

  constructor(scope: ScopeShell<M>, name: string, home?: Home) {
    this.scope = scope
    this.home = home
    this.backend = scope.backend
    this.name = name
  }

  now(): number {
    return this.scope.clock()
  }

  get(key: string): Out<M, V | undefined> {
    return this.inTurn(key, () => this.#get(key))
  }

  getEntry(key: string, options?: GetEntryOptions): Out<M, Entry<V> | undefined> {
    return this.checked(() => {
      const { revision } = checkOptions(options, GET_ENTRY)
      return this.scope.inTurn(this.name, key, 'read', () => this.#getEntry(key, revision))
    })
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
    return this.#iterate(options, 'rows', (row) => [row.key, this.decode(row)])
  }

  keys(options?: IterateOptions): Each<M, string> {
    return this.#iterate(options, 'heads', (row) => row.key)
  }

  values(options?: IterateOptions): Each<M, V> {
    return this.#iterate(options, 'rows', (row) => this.decode(row))
  }

  count(range: KeyRange = {}): Out<M, number> {
    return this.scope.run(this.#countTask(range))
  }

  ttl(key: string): Out<M, number | undefined> {
    return this.inTurn(key, () => this.#ttl(key))
  }

  /** Runs an operation that asks the backend once about a key, or about all keys. */
  protected inTurn<T>(key: string | undefined, task: () => Task<T>): Out<M, T> {
    return this.scope.run(this.scope.inTurn(this.name, key, 'read', task))
  }

  /** Runs an operation that first looks at what it was given: it throws, or rejects, as the mode has it. */
  protected checked<T>(task: () => Task<T>): Out<M, T> {
    return this.scope.run(late(task))
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
    return yield* this.scope.inTurn(this.name, undefined, 'read', () => this.#getMany(asked))
  }

  *#listTask(options: ListOptions): Task<Page<Entry<V>> | Page<EntryHead>> {
    const asked = checkOptions(options, LIST)
    return yield* this.scope.inTurn(this.name, undefined, 'read', () => this.#list(asked))
  }

  *#countTask(range: KeyRange): Task<number> {
    const asked = checkOptions(range, RANGE)
    return yield* this.scope.inTurn(this.name, undefined, 'read', () => this.#count(asked))
  }

  *#get(key: string): Task<V | undefined> {
    const row = yield* this.#read(key)
    return row && this.decode(row)
  }

  *#getEntry(key: string, revision: number | undefined): Task<Entry<V> | undefined> {
    const row = yield* revision === undefined ? this.#read(key) : this.loadVersion(key, revision)
    return row && this.toEntry(row)
  }

  /** The row of a key, for a user who reads its value. */
  *#read(key: string): Task<Row | undefined> {
    const row = yield* this.#load(key)
    if (row === undefined || this.home?.isReadNoted !== true) return row
    return yield* noteRead(this.scope, this.home, row)
  }

  /** The row that a key had at a revision, if it is kept. */
  protected *loadVersion(key: string, revision: number): Task<Row | undefined> {
    checkKey(key)
    const home = yield* this.find()
    if (home === undefined) return undefined
    return yield* this.scope.rules.versionAt(this.backend, home.registration, key, revision)
  }

  *#getMany(keys: readonly string[]): Task<(V | undefined)[]> {
    const rows = yield* this.#ask<readonly (Row | undefined)[]>(
      keys.map(() => undefined),
      ({ id }) => wait(this.backend.getMany(id, keys)),
      (found) => found.every((row) => row === undefined),
    )
    const alive = rows.map((row) => live(row, this.scope.clock))
    if (this.home?.isReadNoted === true) {
      for (const row of alive) if (row !== undefined) yield* noteRead(this.scope, this.home, row)
    }
    return alive.map((row) => row && this.decode(row))
  }

  *#has(key: string): Task<boolean> {
    return (yield* this.#load(key)) !== undefined
  }

  *#list(options: ListOptions): Task<Page<Entry<V>> | Page<EntryHead>> {
    const listing = planList(NO_SPACE, options)
    const { rows, prefixes, position } = yield* this.#ask(
      NOTHING_LISTED,
      ({ id }) => readListing(this.backend, id, listing, this.scope.clock),
      (listed) => listed.rows.length === 0 && listed.prefixes.length === 0,
    )
    return {
      entries: listing.select === 'rows' ? rows.map((row) => this.toEntry(row)) : rows.map(toEntryHead),
      prefixes,
      cursor: position && encodeCursor(position),
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
    const options = checkOptions(given, RANGE)
    const progress = { rest: planSpan(NO_SPACE, options), reverse: options.reverse === true, select }
    return this.scope.pace.iterate(() => this.inTurn(undefined, () => this.#readOn(progress, pick)))
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

  protected toEntry(row: Row): Entry<V> {
    // Not a spread of the head, which would cost as much again.
    return {
      key: row.key,
      value: this.decode(row),
      revision: row.revision,
      expiresAt: toMoment(row.expiresAt),
      writtenAt: row.writtenAt,
      metadata: decodeMetadata(row.metadata),
    }
  }

  protected decode(row: Row): V {
    return decodeValue(row, this.scope.rich) as V
  }
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
