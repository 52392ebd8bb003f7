import type { KeyRange, NamespaceHead } from '../api.ts'
import type { KeyScan, Mode, Row } from '../contract.ts'
import { isEmptySpan, planSpan } from '../plan/span.ts'
import { beyond } from '../read-page.ts'
import { readHorizon, toNamespaceHead } from '../registry.ts'
import type { Kept } from '../rules/version-row.ts'
import type { Home } from '../shell/home.ts'
import type { ScopeShell } from '../shell/scope.ts'
import { type Task, wait } from '../task.ts'
import { type RawChanges, readNewest, readRawChanges } from './raw-changes.ts'
import { readVersionedKeys, readVersions, readVersionsOfAll } from './raw-versions.ts'
import { type RawWrites, writeRaw } from './raw-writes.ts'

/** Which rows: those of a range behind a key. */
export interface RawPage extends KeyRange {
  readonly behind?: string | undefined
  readonly limit: number
}

/** The rows of a namespace, as they are stored. */
export class RawNamespace {
  readonly #scope: ScopeShell<Mode>
  readonly #home: Home

  constructor(scope: ScopeShell<Mode>, home: Home) {
    this.#scope = scope
    this.#home = home
  }

  get name(): string {
    return this.#home.name
  }

  get head(): NamespaceHead {
    return toNamespaceHead(this.#home.registration)
  }

  /** The keys that begin with a prefix: from the first, inclusive, to the end, exclusive. */
  within(prefix: string): { readonly from: string; readonly to: string | undefined } {
    return planSpan(this.#home.id, { prefix })
  }

  /** A page of rows in key order, expired ones included; a shorter one is the last. */
  rows({ behind, limit, ...range }: RawPage): Promise<readonly Row[]> {
    const span = planSpan(this.#home.id, range)
    const rest = behind === undefined ? span : beyond(span, behind, false)
    if (isEmptySpan(rest)) return Promise.resolve([])
    const scan: KeyScan = { ...rest, limit, reverse: false, select: 'rows' }
    return this.#run(wait(this.#scope.backend.scan(scan)))
  }

  /** The rows of keys, in their order, expired ones included. */
  getMany(keys: readonly string[]): Promise<readonly (Row | undefined)[]> {
    return this.#run(wait(this.#scope.backend.getMany(this.#home.id, keys)))
  }

  /** The kept versions of a key that are older than its row, oldest first. */
  versions(key: string): Promise<readonly Kept[]> {
    return this.#run(readVersions(this.#scope.backend, this.#home.id, key))
  }

  /** The same of keys that follow each other in key order, in fewer steps. */
  versionsOfAll(keys: readonly string[]): Promise<readonly (readonly Kept[])[]> {
    return this.#run(readVersionsOfAll(this.#scope.backend, this.#home.id, keys))
  }

  /** Some keys that have versions, and what to give to get the next ones; `''` begins. A key may come twice. */
  versionedKeys(
    from: string,
  ): Promise<{ readonly keys: readonly string[]; readonly next: string | undefined }> {
    return this.#run(readVersionedKeys(this.#scope.backend, this.#home.id, from))
  }

  /** The newest revision of anything in it, of what is forgotten at the least. */
  newest(): Promise<number> {
    return this.#run(this.#newest())
  }

  /** Some of what has changed behind a revision, up to one that {@link newest} has told. */
  changes(after: number, until: number): Promise<RawChanges> {
    return this.#run(readRawChanges(this.#scope.backend, this.#home.registration, after, until))
  }

  /** The newest revision of a deletion that is forgotten, and so not among the changes; 0 when none is. */
  horizon(): Promise<number> {
    return this.#run(readHorizon(this.#scope.backend, this.#home.id))
  }

  /** Whether the namespace has not been deleted. */
  isThere(): Promise<boolean> {
    return this.#run(this.#scope.isCurrent(this.#home))
  }

  /** See {@link writeRaw}. */
  write(writes: RawWrites, empty?: KeyRange): Promise<boolean> {
    const span = empty === undefined ? undefined : planSpan(this.#home.id, empty)
    return this.#run(writeRaw(this.#scope, this.#home, writes, span))
  }

  *#newest(): Task<number> {
    const { backend } = this.#scope
    const newest = yield* readNewest(backend, this.#home.registration)
    return Math.max(newest, yield* readHorizon(backend, this.#home.id))
  }

  #run<T>(task: Task<T>): Promise<T> {
    return this.#scope.start(task)
  }
}
