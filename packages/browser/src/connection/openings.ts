import { nameOf, toStorageError } from '../storage-error.ts'
import type { Database } from './database.ts'
import { Opening, type OpeningOptions } from './opening.ts'
import { backoff, TRIES } from './patience.ts'

/** What opening fails with for reasons that may pass, such as a process of the browser that has ended. */
const PASSING: ReadonlySet<string> = new Set(['AbortError', 'UnknownError'])

/** Opens a database as often as it is needed. */
export class Openings {
  readonly #target: Database
  readonly #options: Omit<OpeningOptions, 'wasOpen'>
  #opening: Opening | undefined
  #wasOpen = false

  constructor(target: Database, options: Omit<OpeningOptions, 'wasOpen'>) {
    this.#target = target
    this.#options = options
  }

  /** The open database, after several tries if need be. Throws a `KvasirError`. */
  async open(): Promise<IDBDatabase> {
    for (let tries = 1; ; tries++) {
      const opening = (this.#opening ??= new Opening(this.#target, {
        ...this.#options,
        wasOpen: this.#wasOpen,
      }))
      try {
        const database = await opening.wait()
        this.#opening = undefined
        this.#wasOpen = true
        return database
      } catch (error) {
        const { timer } = this.#options
        const failure = await toStorageError(error, 'open', timer)
        // What is blocked is waited for once more by whoever comes next: others would queue up behind it.
        if (failure.code === 'BLOCKED') throw failure
        opening.abandon()
        this.#opening = undefined
        if (tries === TRIES || !PASSING.has(nameOf(error))) throw failure
        await new Promise<void>((resolve) => void timer(backoff(tries), resolve))
      }
    }
  }

  /** Has what is being opened closed as soon as it is open, if ever. */
  abandon(): void {
    this.#opening?.abandon()
    this.#opening = undefined
  }
}
