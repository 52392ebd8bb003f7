import { KvasirError } from '@kvasir/core'
import { nameOf } from '../storage-error.ts'
import { completedVersion, type Database, judge, layoutVersion } from './database.ts'
import type { Patience } from './patience.ts'
import type { Timer } from './timer.ts'

export interface OpeningOptions {
  /** Whether the database was there before: then it is opened again, but not made again. */
  readonly wasOpen: boolean
  readonly patience: Patience
  readonly timer: Timer
  /** Called when the database is open, whether or not somebody waits; not when it is abandoned. */
  readonly whenOpen: (database: IDBDatabase) => void
}

/**
 * A database that is being opened, by as many requests as that takes. It cannot be called off; it can be waited
 * for in bounded time, and again.
 */
export class Opening {
  readonly #target: Database
  readonly #options: OpeningOptions
  readonly #database: Promise<IDBDatabase>
  #isBlocked = false
  #isAbandoned = false
  /** Of the wait that is under way. */
  #whenBlocked: (() => void) | undefined

  constructor(target: Database, options: OpeningOptions) {
    this.#target = target
    this.#options = options
    this.#database = this.#run()
    this.#database.then(
      (database) => (this.#isAbandoned ? database.close() : options.whenOpen(database)),
      // Whoever waits is told.
      () => undefined,
    )
  }

  /**
   * The open database. Throws `BLOCKED` when other connections stay open that an upgrade has to wait for, and
   * `TIMEOUT` when the browser does not answer at all; then it may be waited for once more, or abandoned.
   * Throws what the request fails with, `UNSUPPORTED_DATABASE` for what is not of this layout, and
   * `STORAGE_FAILED` when the database has been deleted since it was open. One wait at a time.
   */
  async wait(): Promise<IDBDatabase> {
    const { name } = this.#target
    const { patience, timer } = this.#options
    const { promise: late, reject } = Promise.withResolvers<never>()
    const whenBlocked = (): (() => void) =>
      timer(patience.blocked, () => {
        reject(
          new KvasirError(
            'BLOCKED',
            `Another tab holds an old version of the database '${name}' open, and does not let go of it: close or reload it, then try again.`,
          ),
        )
      })
    const whenSilent = (): (() => void) =>
      timer(patience.open, () => {
        reject(
          new KvasirError(
            'TIMEOUT',
            `The browser has not opened the database '${name}' within ${patience.open} ms: try again.`,
          ),
        )
      })
    let cancel = this.#isBlocked ? whenBlocked() : whenSilent()
    this.#whenBlocked = () => {
      cancel()
      cancel = whenBlocked()
    }
    try {
      return await Promise.race([this.#database, late])
    } finally {
      this.#whenBlocked = undefined
      cancel()
    }
  }

  /** Has the database closed as soon as it is open, if ever. */
  abandon(): void {
    this.#isAbandoned = true
  }

  async #run(): Promise<IDBDatabase> {
    const { name, version } = this.#target
    let wanted: number | undefined = version
    for (;;) {
      let database: IDBDatabase
      try {
        database = await this.#request(wanted)
      } catch (error) {
        if (nameOf(error) !== 'VersionError') throw error
        database = await this.#request(undefined)
        // Completed once, or by another tab just now: see completedVersion. Else it has another layout.
        if (database.objectStoreNames.length > 0 && layoutVersion(database.version) > version) {
          database.close()
          throw unsupported(name, 'is of a newer version: choose another name.', error)
        }
      }
      const contents = this.#judgeOpen(database)
      if (contents === 'whole') return database
      database.close()
      if (contents === 'foreign') throw foreign(name)
      if (this.#options.wasOpen) throw gone(name)
      wanted = completedVersion(database.version, version)
    }
  }

  #judgeOpen(database: IDBDatabase): ReturnType<typeof judge> {
    const { store, version } = this.#target
    const isThere = database.objectStoreNames.contains(store)
    const contents = judge(this.#target, database, isThere ? database.transaction(store) : null)
    return contents === 'whole' && layoutVersion(database.version) < version ? 'incomplete' : contents
  }

  async #request(version: number | undefined): Promise<IDBDatabase> {
    let refusal: KvasirError | undefined
    const request = indexedDB.open(this.#target.name, version)
    request.addEventListener('blocked', () => {
      this.#isBlocked = true
      this.#whenBlocked?.()
    })
    request.addEventListener('upgradeneeded', () => {
      refusal = this.#upgrade(request)
      if (refusal !== undefined) request.transaction?.abort()
    })
    return await new Promise((resolve, reject) => {
      request.addEventListener('success', () => {
        this.#isBlocked = false
        resolve(request.result)
      })
      request.addEventListener('error', () => reject(refusal ?? request.error))
    })
  }

  /** Creates what is missing; answers why that must not be. */
  #upgrade({ result, transaction }: IDBOpenDBRequest): KvasirError | undefined {
    const { name, store, create } = this.#target
    const contents = judge(this.#target, result, transaction)
    if (contents === 'foreign') return foreign(name)
    if (contents === 'whole') return undefined
    // A new database would give out spaces and revisions again that are still in use.
    if (this.#options.wasOpen) return gone(name)
    create(result, store)
    return undefined
  }
}

function gone(name: string): KvasirError {
  return new KvasirError(
    'STORAGE_FAILED',
    `The database '${name}' was deleted while it was open: open the store again, which makes a new one.`,
  )
}

function foreign(name: string): KvasirError {
  return unsupported(
    name,
    'was made by another backend, or by something else: choose that backend, or another name.',
  )
}

function unsupported(name: string, why: string, cause?: unknown): KvasirError {
  return new KvasirError('UNSUPPORTED_DATABASE', `The database '${name}' ${why}`, { cause })
}
