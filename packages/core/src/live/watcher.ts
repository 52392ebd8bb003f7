import type { Change, Entry, Origin, WatchOptions } from '../api.ts'
import { checkKey } from '../check-key.ts'
import type { Row, Span } from '../contract.ts'
import { KvasirError } from '../errors.ts'
import { isLive } from '../expiry.ts'
import type { Grave } from '../graves.ts'
import { isInSpan, keyAfter } from '../key-order.ts'
import { earlierOf, isEmptySpan, laterOf, planSpan } from '../plan/span.ts'
import { beyond, readPage } from '../read-page.ts'
import { readHorizon, readLastDeletion } from '../registry.ts'
import type { Home } from '../shell/home.ts'
import { deletedError } from '../shell/deleted-error.ts'
import { type Task, wait } from '../task.ts'
import type { LiveHost } from './live.ts'
import type { OwnCommits } from './own-commits.ts'
import { type RawChange, readChanges, readNewest } from './read-changes.ts'

const PAGE = 256

/** What a watcher needs to know. */
export interface WatcherParts<V> {
  readonly host: LiveHost
  readonly own: OwnCommits
  readonly name: string
  readonly options: WatchOptions
  readonly toEntry: (row: Row) => Entry<V>
}

/**
 * Reads the changes of a namespace page by page, as they are asked for: who reads slowly gets the last one of each
 * key, and nobody keeps anything for him.
 */
export class Watcher<V> {
  readonly #parts: WatcherParts<V>
  readonly #span: Span
  readonly #from: number | undefined
  /** The values before, by key; undefined when nobody asks for them. */
  readonly #previous: Map<string, V> | undefined
  /** Undefined until it has begun. */
  #position: number | undefined
  /** Deletions up to this revision are of what was never told of. */
  #unborn = 0
  #home: Home | undefined

  /** Throws `INVALID_KEY`, `INVALID_OPTION`. */
  constructor(parts: WatcherParts<V>) {
    this.#parts = parts
    const { key, from, previous, ...range } = parts.options
    this.#span = key === undefined ? planSpan(0, range) : keySpan(key, range)
    this.#from = checkFrom(from)
    this.#previous = previous === true ? new Map() : undefined
  }

  /** Everything up to this revision was told, or is nothing to be told of. */
  get position(): number {
    return this.#position ?? 0
  }

  /** What had been reached when it began at 0. */
  get unborn(): number {
    return this.#unborn
  }

  /** The revision with which the namespace became what it is; 0 when there is none. */
  get founded(): number {
    return this.#home?.registration.guard.revision ?? 0
  }

  /** Finds out where to begin. Throws `REVISION_GONE`. */
  *begin(): Task<void> {
    const { host } = this.#parts
    const { backend } = host
    let home = yield* this.#find()
    // What the store knows may be one that others have deleted; who begins now is about what took its place.
    while (home !== undefined && !(yield* host.isCurrent(home))) {
      this.#home = undefined
      home = yield* this.#find()
    }
    if (home === undefined) {
      if (this.#from !== undefined && this.#from > 0 && (yield* readLastDeletion(backend)) > this.#from) {
        throw tooOld(this.#from)
      }
      this.#position = 0
      return
    }
    const newest = this.#from === undefined || this.#from === 0 ? yield* readNewest(backend, home.id) : 0
    if (this.#from === 0) this.#unborn = newest
    this.#position = this.#from ?? newest
    if (this.#from !== undefined && this.#from > 0 && (yield* readHorizon(backend, home.id)) > this.#from) {
      throw tooOld(this.#from)
    }
    if (this.#from !== 0 && this.#previous !== undefined) yield* this.#loadPrevious(home, this.#position)
  }

  /** What has changed since the last page; empty when nothing has. Throws `REVISION_GONE`, `NAMESPACE_DELETED`. */
  *read(): Task<Change<V>[]> {
    for (;;) {
      const home = yield* this.#find()
      if (home === undefined) return []
      const { host, own } = this.#parts
      const position = this.#position ?? 0
      const page = yield* readChanges(host.backend, home.id, position)
      if (position > 0 && page.horizon > Math.max(position, this.#unborn)) throw tooOld(position)
      // Whose a change is may not be known before the answers to the commits that are under way.
      yield* wait(own.answered())
      this.#position = page.position
      const changes = page.changes.flatMap((change) => this.#tell(change))
      if (changes.length > 0) return changes
      if (page.isFull) continue
      if (!(yield* host.isCurrent(home))) throw deletedError(this.#parts.name)
      return []
    }
  }

  *#find(): Task<Home | undefined> {
    this.#home ??= yield* this.#parts.host.find(this.#parts.name)
    if (this.#home?.gone === true) throw deletedError(this.#parts.name)
    return this.#home
  }

  /** The values of a revision, as far as they are there. */
  *#loadPrevious({ id }: Home, position: number): Task<void> {
    const { host, toEntry } = this.#parts
    if (isEmptySpan(this.#span)) return
    for (let rest: Span = { ...this.#span, space: id }; ;) {
      const scan = { ...rest, limit: PAGE, reverse: false, select: 'rows' } as const
      const rows = yield* readPage(host.backend, scan, host.clock)
      for (const row of rows) {
        if (row.revision <= position) this.#previous?.set(row.key, toEntry(row).value)
      }
      const last = rows.at(-1)
      if (last === undefined || rows.length < PAGE) return
      rest = beyond(rest, last.key, false)
    }
  }

  #tell(change: RawChange): readonly Change<V>[] {
    return 'row' in change ? this.#tellPut(change.row) : this.#tellEnd(change.grave, change.revision)
  }

  #tellPut(row: Row): readonly Change<V>[] {
    const { key, revision } = row
    const { host, toEntry } = this.#parts
    if (!isInSpan(key, this.#span) || !isLive(row, host.clock)) return []
    const entry = toEntry(row)
    const previous = this.#previous?.get(key)
    this.#previous?.set(key, entry.value)
    const origin = this.#originOf(revision)
    return [{ operation: 'put', key, value: entry.value, entry, previous, revision, origin }]
  }

  #tellEnd(grave: Grave, revision: number): readonly Change<V>[] {
    if (revision <= this.#unborn) return []
    const origin = this.#originOf(revision)
    if (grave.kind === 'key') {
      if (!isInSpan(grave.key, this.#span)) return []
      return grave.reason === 'expire'
        ? [this.#end('expire', grave.key, revision, 'expiry')]
        : [this.#end('delete', grave.key, revision, origin)]
    }
    const start = laterOf(grave.from, this.#span.from)
    const end = earlierOf(grave.to, this.#span.to)
    if (isEmptySpan({ space: 0, from: start, to: end })) return []
    const key = this.#parts.options.key
    if (key !== undefined) return [this.#end('delete', key, revision, origin)]
    const clear = { operation: 'clear', start, end, revision, origin } as const
    if (this.#previous === undefined) return [clear]
    const keys = [...this.#previous.keys()].filter((each) => isInSpan(each, { from: start, to: end }))
    const deletions = keys.map((each) => this.#end('delete', each, revision, origin))
    // Who goes on from a revision may know keys that have changed since, whose values of then are gone.
    return this.#from === undefined || this.#from === 0 ? deletions : [...deletions, clear]
  }

  #end(operation: 'delete' | 'expire', key: string, revision: number, origin: Origin): Change<V> {
    const previous = this.#previous?.get(key)
    this.#previous?.delete(key)
    return { operation, key, previous, revision, origin }
  }

  #originOf(revision: number): Origin {
    return this.#parts.own.has(this.#home?.id ?? 0, revision) ? 'store' : 'elsewhere'
  }
}

function keySpan(key: string, { prefix, start, end }: WatchOptions): Span {
  if (prefix !== undefined || start !== undefined || end !== undefined) {
    throw new KvasirError('INVALID_OPTION', 'Watch either a key or a range, not both.')
  }
  return { space: 0, from: checkKey(key), to: keyAfter(key) }
}

function checkFrom(from: number | undefined): number | undefined {
  if (from === undefined || (Number.isSafeInteger(from) && from >= 0)) return from
  throw new KvasirError('INVALID_OPTION', `A watch begins from a revision, 0 or more; got ${String(from)}.`)
}

/** The error for who would miss something. */
export function tooOld(from: number): KvasirError {
  return new KvasirError(
    'REVISION_GONE',
    `Deletions after revision ${from} are forgotten already: read everything, and go on from then.`,
  )
}
