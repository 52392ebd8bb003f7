import {
  type Connection,
  type Marker,
  marker,
  type RescueFile,
  rescueFile,
  systemTimer,
} from '@kvasir/browser'
import { type Incident, isKvasirError } from '@kvasir/core'
import { type Ledger, newGeneration, putLedger, readLedger } from './commits.ts'
import { COPY_ENGINE, copyRows, type Kept, MAX_COPY_BYTES, type Placed, readCopy } from './copy.ts'
import type { Revisions } from './revisions.ts'
import { toStoredKey } from './stored-key.ts'
import { toStoredRow } from './stored-row.ts'

/**
 * How far the revisions of a new database stay away from the newest known one of the database whose place it
 * takes: revisions are never given twice, and the mark may have been behind.
 */
const GAP = 2 ** 20

/** Milliseconds from a page's first commit to its first copy, and from a copy to the next. */
const FIRST_COPY_AFTER = 60_000
const COPY_AFTER = 5 * 60_000

/**
 * What is kept outside of IndexedDB for the day on which the browser destroys the database: a mark that says that
 * there was one, and, where the browser has files for the origin, a copy of its rows that may be some minutes old. A database that is new though there is a mark takes over the rows of the rescue file, if there
 * is one.
 */
export class Recovery {
  readonly #marker: Marker
  readonly #file: RescueFile | undefined
  readonly #revisions: Revisions
  readonly #clock: () => number
  readonly #connection: Connection
  /** What the database had reserved when it was marked. */
  #marked = 0
  #isForgotten = false
  /** The newest revision in the copy, as far as this page knows. */
  #copied = 0
  /** Calls off the copy that is planned. */
  #cancel: (() => void) | undefined
  #hasEnded = false

  constructor(name: string, connection: Connection, revisions: Revisions, clock: () => number) {
    this.#connection = connection
    this.#marker = marker(name)
    this.#file = rescueFile(name)
    this.#revisions = revisions
    this.#clock = clock
  }

  /** Answers what has happened to the database, which has no ledger yet, since the last visit. */
  async restore(): Promise<readonly Incident[]> {
    const mark = await this.#marker.read()
    if (mark === undefined) return []
    const at = this.#clock()
    const incidents: Incident[] = []
    let copy: Kept | undefined
    try {
      copy = await readCopy(this.#file)
    } catch (error) {
      if (!isKvasirError(error)) throw error
      // The store opens all the same, and says that it is empty, and why.
      incidents.push({ kind: 'damaged', at, message: error.message, restored: 0, known: mark.revision })
    }
    const known = Math.max(mark.revision, copy?.revision ?? 0)
    const ledger: Ledger = { generation: newGeneration(), reserved: known + GAP, owner: 0, ids: 0 }
    const isOurs = await this.#connection.useStore('readwrite', (store) =>
      fill(store, copy?.rows ?? [], ledger),
    )
    // Another tab has come first, and says so itself.
    if (!isOurs) return []
    this.#marker.write({ generation: ledger.generation, revision: ledger.reserved, at })
    const message = `The browser had destroyed the database${copy === undefined ? ', and there was no copy of its rows' : tellOf(copy)}.`
    incidents.push({ kind: 'wiped', at, message, restored: copy?.restored ?? 0, known })
    return incidents
  }

  /** Notes that the database exists and how far it is, unless it was noted of late. */
  mark(when: 'of late' | 'exactly' = 'of late'): void {
    const { generation, reserved, newest } = this.#revisions
    if (generation === undefined || newest === 0 || this.#isForgotten) return
    this.#plan(FIRST_COPY_AFTER)
    if (when === 'of late' && this.#marked === reserved) return
    this.#marked = reserved
    this.#marker.write({ generation, revision: newest, at: this.#clock() })
  }

  /** Has the rows copied once, later, if there is a place for that. */
  #plan(after: number): void {
    if (this.#file === undefined || this.#cancel !== undefined || this.#hasEnded) return
    if (this.#copied === this.#revisions.newest) return
    this.#cancel = systemTimer(after, () => whenIdle(() => void this.#copy()))
  }

  async #copy(): Promise<void> {
    const { newest } = this.#revisions
    try {
      if (!this.#hasEnded && !this.#isForgotten) await this.copy()
    } catch (error) {
      if (!isNoMatter(error)) reportError(error)
    }
    this.#copied = newest
    this.#cancel = undefined
    this.#plan(COPY_AFTER)
  }

  /**
   * Copies all rows as they are at one moment to the rescue file; when they have more than
   * {@link MAX_COPY_BYTES}, the copy before stays. Answers whether they were copied.
   */
  async copy(): Promise<boolean> {
    const { generation } = this.#revisions
    if (this.#file === undefined || generation === undefined) return false
    const copy = await this.#connection.useStore('readonly', (store) => copyRows(store, MAX_COPY_BYTES))
    if (copy === undefined) return false
    const { revision, pieces } = copy
    await this.#file.write({ engine: COPY_ENGINE, generation, revision, position: revision }, pieces)
    return true
  }

  /** Plans nothing any more, and resolves when the mark is where workers find it, too. */
  async end(): Promise<void> {
    this.#hasEnded = true
    this.#cancel?.()
    // An old mark says less, and nothing wrong.
    await this.#marker.flush().catch(() => undefined)
  }

  /** Removes the mark and the copy: somebody deletes the database on purpose. */
  async forget(): Promise<void> {
    this.#isForgotten = true
    this.#cancel?.()
    await Promise.all([this.#marker.forget(), this.#file?.remove()])
  }
}

function tellOf({ rows, revision, restored }: Kept): string {
  const what = `; its ${rows.length} rows of revision ${revision} are restored`
  return restored < revision ? `${what}, without its structured clones, of which there is no copy` : what
}

/** Whether a copy may fail so: another tab copies just now, or there is no room for one. */
function isNoMatter(error: unknown): boolean {
  return isKvasirError(error) && (error.code === 'BLOCKED' || error.code === 'QUOTA_EXCEEDED')
}

/** Calls `run` when the page has nothing else to do; soon where nobody can tell. */
function whenIdle(run: () => void): void {
  // Absent in Safari.
  const request = globalThis.requestIdleCallback as typeof requestIdleCallback | undefined
  if (request === undefined) run()
  else request(run)
}

/** Makes the new database the successor of the lost one; false when it is not new any more. */
async function fill(store: IDBObjectStore, rows: readonly Placed[], ledger: Ledger): Promise<boolean> {
  if ((await readLedger(store)) !== undefined) return false
  for (const { space, row } of rows) {
    store.put(toStoredRow({ ...row, kind: 'set', space }, row.revision), toStoredKey({ space, key: row.key }))
  }
  await putLedger(store, ledger)
  return true
}
