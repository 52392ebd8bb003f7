import type { Entry, HistoryOptions, Version } from '../api.ts'
import type { Backend, Batch, Row, Write } from '../contract.ts'
import type { Registration } from '../registration.ts'
import type { Task } from '../task.ts'

/** What a store asks of the rules that namespaces can have; `rules` of `@kvasir/core/rules` is the one there is. */
export interface Rules {
  /**
   * A batch with everything that the rules of the namespaces it writes to add to it: checks on what was looked at,
   * earlier versions, what makes room. Throws `LIMIT_EXCEEDED`.
   */
  elaborate(backend: Backend, spaces: readonly Registration[], batch: Batch, now: number): Task<Batch>
  /** Takes note that a row was read, where the eviction goes by that. */
  used(backend: Backend, space: Registration, row: Row, now: number): Task<void>
  /** Takes note of the newest revision of a batch for these namespaces, now that it is committed. */
  committed(backend: Backend, spaces: readonly Registration[], batch: Batch, revision: number): void
  /** The versions of a key, newest first. */
  history<V>(
    backend: Backend,
    space: Registration,
    key: string,
    options: HistoryOptions,
    toEntry: (row: Row) => Entry<V>,
    now: number,
  ): Task<Version<V>[]>
  /** The row that a key had at a revision, with that revision; undefined when it is not kept, or had no value. */
  versionAt(backend: Backend, space: Registration, key: string, revision: number): Task<Row | undefined>
  /** The writes that take a key with its history; undefined where there is neither an entry nor a history. */
  purge(backend: Backend, space: Registration, key: string, now: number): Task<readonly Write[] | undefined>
}
