import {
  REMEMBERED_IDS,
  type Check,
  type Commit,
  type DeleteWrite,
  type KeyCheck,
  type RangeCheck,
  type Row,
  type SetWrite,
  type Write,
} from '@kvasir/core'
import { promisifyRequest } from 'idb-keyval'
import type { Commitment } from './commitment.ts'
import type { Reservation, Revisions } from './revisions.ts'
import { toKeyRange, toStoredKey } from './stored-key.ts'
import { toRow, toStoredRow, type StoredRow } from './stored-row.ts'

/** Where the {@link Ledger} lies: no key of a row, as those start with a digit. */
const LEDGER = 'ledger'

/** What the database keeps about its commits. */
export interface Ledger extends Reservation {
  /** Of the database: another one under the same name has another. */
  readonly generation: string
  /** How many batches with an id were committed. */
  readonly ids: number
}

/** The answer to a batch with an id, kept under that id. */
type Remembered = Pick<Extract<Commit, { ok: true }>, 'first' | 'last'>

/** The commits of one transaction: first what they depend on is loaded, then they are applied one by one. */
export class Commits {
  readonly #store: IDBObjectStore
  readonly #revisions: Revisions
  /** What was loaded, by its stored key, kept current by the writes. */
  readonly #view = new Map<string, unknown>()
  readonly #ranges = new Map<RangeCheck, IDBRequest<StoredRow[]>>()
  #ledger: Ledger = NO_LEDGER
  #ids = 0
  #isAssuming = false
  #keepsLedger = false
  #hasWritten = false

  constructor(store: IDBObjectStore, revisions: Revisions) {
    this.#store = store
    this.#revisions = revisions
  }

  /** Whether a batch has changed rows, or will have once the transaction is complete. */
  get hasWritten(): boolean {
    return this.#hasWritten
  }

  /** Loads what the batches depend on, all at once. Rows that are just overwritten are not among it. */
  async load(commitments: readonly Commitment[]): Promise<void> {
    const batches = commitments.map(({ batch }) => batch)
    const requests = new Map<string, IDBRequest<unknown>>()
    let last: IDBRequest | undefined
    const want = (key: string): void => {
      if (!requests.has(key)) requests.set(key, (last = this.#store.get(key)))
    }
    want(LEDGER)
    for (const { checks, writes, replaced, id } of batches) {
      for (const check of checks) {
        const range = check.kind === 'range' && toKeyRange(check)
        if (check.kind === 'key') want(toStoredKey(check))
        // One row too many tells as much as all of them.
        else if (range) this.#ranges.set(check, (last = this.#store.getAll(range, check.rows + 1)))
      }
      for (const write of replaced === true ? writes : []) {
        if (write.kind !== 'deleteRange') want(toStoredKey(write))
      }
      for (const write of writes) if (hasMark(write)) want(toStoredKey(write))
      if (id !== undefined) {
        want(idKey(0, id))
        want(idKey(1, id))
      }
    }
    // Requests are answered in their order.
    await promisifyRequest(last as IDBRequest)
    for (const [key, { result }] of requests) this.#view.set(key, result)
    this.#ledger = (this.#view.get(LEDGER) as Ledger | undefined) ?? this.#ledger
    this.#ids = this.#ledger.ids
    // Only in a transaction that writes is the ledger certain to stay as it was read.
    this.#keepsLedger = isWriting(commitments)
    if (this.#keepsLedger) this.#revisions.resume(this.#ledger)
    if (this.#ledger.generation) this.#revisions.generation = this.#ledger.generation
  }

  /**
   * Takes it that all checks hold, so that the writes need not wait; answers whether they did. If not, the
   * transaction must be aborted. Only for batches that {@link canAssume}.
   */
  async assume(commitments: readonly Commitment[]): Promise<boolean> {
    this.#isAssuming = true
    const { reserved } = this.#revisions
    const ledger = this.#store.get(LEDGER) as IDBRequest<Ledger | undefined>
    let last: IDBRequest = ledger
    const rows = new Map<
      string,
      { readonly request: IDBRequest<StoredRow | undefined>; readonly revision: number }
    >()
    for (const { key, space, revision } of commitments.flatMap(({ batch }) =>
      batch.checks.filter(isKeyCheck),
    )) {
      const stored = toStoredKey({ space, key })
      if (!rows.has(stored)) rows.set(stored, { request: (last = this.#store.get(stored)), revision })
      else if (rows.get(stored)?.revision !== revision) return false
    }
    // Requests are answered in their order.
    await promisifyRequest(last)
    const isOurs =
      ledger.result !== undefined &&
      ledger.result.reserved === reserved &&
      this.#revisions.isOf(ledger.result)
    return (
      isOurs &&
      [...rows.values()].every(({ request, revision }) => (request.result?.revision ?? 0) === revision)
    )
  }

  /** Judges a batch and issues its writes. */
  apply(commitment: Commitment): Commit {
    const { checks, writes, id, above = 0 } = commitment.batch
    const remembered = id === undefined ? undefined : this.#recall(id)
    if (remembered !== undefined) return { ok: true, ...remembered, replaced: [] }
    const failed = checks.find((check) => !this.#holds(check))
    if (failed !== undefined) return { ok: false, failed }
    if (writes.length > 0) this.#hasWritten = true
    const first = this.#revisions.take(writes.length, above)
    const replaced = writes.map((write, i) => this.#issue(write, first + i))
    const { last } = this.#revisions
    commitment.first = first
    if (id !== undefined) this.#remember(id, { first, last })
    // What was assumed goes without, as the ledger was not loaded: its revisions tell.
    if (commitment.word !== undefined && this.#keepsLedger) this.#remember(commitment.word, { first, last })
    return { ok: true, first, last, replaced }
  }

  /** Commits the transaction; resolves when it is complete. */
  end(): Promise<void> {
    const { transaction } = this.#store
    const { reserved, owner } = this.#revisions
    const ids = this.#ids
    if (this.#keepsLedger && (reserved !== this.#ledger.reserved || ids !== this.#ledger.ids)) {
      const generation = this.#ledger.generation || newGeneration()
      this.#store.put({ generation, reserved, owner, ids } satisfies Ledger, LEDGER)
      transaction.addEventListener('complete', () => (this.#revisions.generation = generation))
    }
    // Left to itself, the browser first answers the last request, and forgets all when the page is left meanwhile.
    transaction.commit()
    return new Promise((resolve, reject) => {
      transaction.addEventListener('complete', () => resolve())
      // Follows the error of a request, and comes without any when the disk is full.
      transaction.addEventListener('abort', () => reject(transaction.error))
    })
  }

  #holds(check: Check): boolean {
    if (this.#isAssuming) return true
    if (check.kind === 'key') {
      return ((this.#view.get(toStoredKey(check)) as StoredRow | undefined)?.revision ?? 0) === check.revision
    }
    const rows = this.#ranges.get(check)?.result ?? []
    return rows.length === check.rows && rows.every(({ revision }) => revision <= check.revision)
  }

  /** Issues a write and returns what the view has of the row that it replaces. */
  #issue(write: Write, revision: number): Row | undefined {
    if (write.kind === 'deleteRange') {
      const range = toKeyRange(write)
      if (range !== undefined) this.#deleteRange(range)
      return undefined
    }
    const key = toStoredKey(write)
    const row = this.#view.get(key) as StoredRow | undefined
    this.#put(key, write.kind === 'set' ? toStoredRow(write, revision) : undefined)
    if (row !== undefined && hasMark(write))
      this.#put(toStoredKey(write.mark), toStoredRow(write.mark, revision))
    return row && toRow(write.key, row)
  }

  #put(key: string, value: unknown): void {
    if (value === undefined) this.#store.delete(key)
    else this.#store.put(value, key)
    this.#view.set(key, value)
  }

  #deleteRange(range: IDBKeyRange): void {
    this.#store.delete(range)
    for (const key of this.#view.keys()) {
      if (range.includes(key)) this.#view.delete(key)
    }
  }

  #recall(id: string): Remembered | undefined {
    return (this.#view.get(idKey(0, id)) ?? this.#view.get(idKey(1, id))) as Remembered | undefined
  }

  /** Ids are kept in two generations by turns: when one is full, the other, older one makes way. */
  #remember(id: string, answer: Remembered): void {
    const generation = Math.floor(this.#ids / REMEMBERED_IDS) % 2
    if (this.#ids % REMEMBERED_IDS === 0) {
      this.#deleteRange(IDBKeyRange.bound(idKey(generation, ''), `id${generation}0`))
    }
    this.#put(idKey(generation, id), answer)
    this.#ids++
  }
}

const NO_LEDGER: Ledger = { generation: '', reserved: 0, owner: 0, ids: 0 }

/** The ledger of a database; undefined while nothing was ever committed to it. */
export async function readLedger(store: IDBObjectStore): Promise<Ledger | undefined> {
  return await promisifyRequest<Ledger | undefined>(store.get(LEDGER))
}

/** Writes the ledger of a new database and commits; resolves when the transaction is complete. */
export async function putLedger(store: IDBObjectStore, ledger: Ledger): Promise<void> {
  store.put(ledger, LEDGER)
  store.transaction.commit()
  await promisifyRequest(store.transaction)
}

/** Whether batches change anything in the database. */
export function isWriting(commitments: readonly Commitment[]): boolean {
  return commitments.some(({ batch: { writes, id } }) => writes.length > 0 || id !== undefined)
}

/**
 * Whether batches can be written before their checks are judged: their revisions are at hand, nothing has to
 * be answered from what was there before, and no check is about what the same transaction writes first.
 */
export function canAssume(commitments: readonly Commitment[], revisions: Revisions): boolean {
  const written = new Set<string>()
  let count = 0
  for (const { batch, word } of commitments) {
    const { checks, writes, replaced, id, above = 0 } = batch
    if (replaced === true || id !== undefined || word !== undefined || above > revisions.last) return false
    if (!checks.every((check) => isKeyCheck(check) && !written.has(toStoredKey(check)))) return false
    for (const write of writes) {
      // Which keys it writes is not known.
      if (write.kind === 'deleteRange' || hasMark(write)) return false
      written.add(toStoredKey(write))
    }
    count += writes.length
  }
  return written.size > 0 && revisions.canAssume(count)
}

function hasMark(write: Write): write is DeleteWrite & { readonly mark: SetWrite } {
  return write.kind === 'delete' && write.mark !== undefined
}

function isKeyCheck(check: Check): check is KeyCheck {
  return check.kind === 'key'
}

function idKey(generation: number, id: string): string {
  return `id${generation}/${id}`
}

/** A name for a new database. */
export function newGeneration(): string {
  // Tells databases apart, and keeps nobody out.
  return `${Date.now().toString(36)}-${Math.random().toString(36).slice(2)}`
}
