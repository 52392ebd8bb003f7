import type { KvasirError } from './errors.ts'

/**
 * The contract between the core and a storage engine: everything a backend must do, and nothing else.
 *
 * A backend stores what it is given. Expiry, encodings, limits, namespaces and transactions are the core's;
 * a backend sees spaces (numbers), keys (well-formed strings), rows and batches. What the comments below
 * promise, `@kvasir/conformance` proves for every backend.
 */

/** How a backend answers: at once, or with a promise. */
export type Mode = 'sync' | 'async'

/** `T` from a synchronous backend or store, `Promise<T>` from an asynchronous one. */
export type Out<M extends Mode, T> = M extends 'sync' ? T : Promise<T>

/**
 * How the core encoded a value: any text, lone surrogates included; JSON text; bytes; the text of the rich codec; a
 * structured clone, which a backend gets only if its capabilities say so.
 */
export type ValueType = 'text' | 'json' | 'bytes' | 'rich' | 'clone'

/** A row without its value. */
export interface Head {
  readonly key: string
  readonly type: ValueType
  /** Number of the write that made this row, from one strictly increasing counter per store; never 0, never reused. */
  readonly revision: number
  /** Epoch milliseconds, or 0 for never. Always absolute: no backend computes a deadline. */
  readonly expiresAt: number
  /** Epoch milliseconds. */
  readonly writtenAt: number
  /** JSON text, opaque to the backend. */
  readonly metadata: string | undefined
}

/**
 * One stored version of a key. The value is a `Uint8Array` where the type is `bytes`, whatever the structured clone
 * algorithm takes where it is `clone`, and a string elsewhere. The core copies it on its way in and out, so a backend
 * in memory just holds it.
 */
export interface Row extends Head {
  readonly value: unknown
}

/**
 * Keys of one space, `from <= key < to`, in the order of their UTF-8 bytes (SQLite's and Cloudflare's order,
 * not that of JavaScript's `<`). `from: ''` starts at the first key, `to: undefined` ends after the last.
 */
export interface Span {
  readonly space: number
  readonly from: string
  readonly to: string | undefined
}

/** What all requests for a page have in common: at most `limit` rows of one space. */
interface PageRequest {
  readonly space: number
  readonly limit: number
  /** With `heads` the caller never reads `value`: a backend that saves by it may leave it `''`. */
  readonly select: 'rows' | 'heads'
}

/** The first `limit` rows of the span by key, or the last ones, last first, when `reverse`. */
export interface KeyScan extends PageRequest, Span {
  readonly order?: 'key'
  readonly reverse: boolean
}

/**
 * The rows with `after < revision < before` by revision, which is the order in which they were written: the first
 * `limit`, or the last ones, last first, when `reverse`. Costs the page, if need be by an index that the first such
 * scan makes.
 */
export interface RevisionScan extends PageRequest {
  readonly order: 'revision'
  readonly after: number
  readonly before: number
  readonly reverse: boolean
}

/** The rows with `0 < expiresAt <= until`, those that expire first coming first; equal ones in any order. Costs the page. */
export interface ExpiryScan extends PageRequest {
  readonly order: 'expiry'
  readonly until: number
}

/** A request for one page. */
export type Scan = KeyScan | RevisionScan | ExpiryScan

/** A request to count a span. */
export interface Tally extends Span {
  /** Rows with `0 < expiresAt <= at` are counted as `expired`. */
  readonly at: number
  /** Whether `bytes` is wanted too, which costs some engines a read of every value. */
  readonly bytes: boolean
}

export interface Stat {
  /** All rows of the span, expired ones included. */
  readonly rows: number
  readonly expired: number
  /** Bytes of keys, values and metadata, as `rowBytes` counts them; 0 when not asked for. */
  readonly bytes: number
}

/** Makes a row of everything but a revision, which the backend adds. */
export interface SetWrite extends Omit<Row, 'revision'> {
  readonly kind: 'set'
  readonly space: number
}

export interface DeleteWrite {
  readonly kind: 'delete'
  readonly space: number
  readonly key: string
  /**
   * What to set when there was a row, expired or not, and not when there was none; it gets the revision of the
   * deletion itself. So a trace of a deletion is left without the row having been read.
   */
  readonly mark?: SetWrite | undefined
}

export type Write = SetWrite | DeleteWrite | ({ readonly kind: 'deleteRange' } & Span)

/** Holds while the key's row, expired or not, still has this revision; 0: while there is no row. */
export interface KeyCheck {
  readonly kind: 'key'
  readonly space: number
  readonly key: string
  readonly revision: number
}

/**
 * Holds while the span has this many rows and none newer than `revision`. As every new row gets a higher
 * revision, this means that nothing in the span was added, changed or removed since it was read.
 */
export interface RangeCheck extends Span {
  readonly kind: 'range'
  readonly rows: number
  readonly revision: number
}

export type Check = KeyCheck | RangeCheck

/** When a commit may be acknowledged: once the system has it, or once it was flushed to the device. */
export type Durability = 'relaxed' | 'strict'

/** Checks, then writes in their order: all of it happens, or none of it. */
export interface Batch {
  readonly checks: readonly Check[]
  readonly writes: readonly Write[]
  /** Answer with the rows that the writes replaced. */
  readonly replaced?: boolean
  /**
   * Idempotency: a batch whose id was committed before is not applied again, and gets the first answer
   * (without `replaced`). A backend remembers at least its last {@link REMEMBERED_IDS} ids.
   */
  readonly id?: string
  readonly durability?: Durability
  /** All its revisions are higher than this one, too: for what is numbered together with rows of another backend. */
  readonly above?: number
}

/** How many idempotency ids a backend remembers at the least. */
export const REMEMBERED_IDS = 4096

/**
 * Write number `i` of the batch has revision `first + i` (deletions take one too); `last` is the newest.
 * `replaced[i]` is the row that a set or delete found, expired or not; undefined for a range and for a mark.
 */
export type Commit =
  | {
      readonly ok: true
      readonly first: number
      readonly last: number
      readonly replaced: readonly (Row | undefined)[]
    }
  | { readonly ok: false; readonly failed: Check }

/** What a backend can do, as data. */
export interface Capabilities {
  /** The rows outlive the process or page. */
  readonly persistent: boolean
  /**
   * `strong`: a read sees every commit that was acknowledged before it, to whatever connection. `eventual`: it
   * sees those of its own connection at once and those of others within moments, or once a commit or `flush` of
   * its own is done. Checks are strong on both. `lagging`: a read sees what was there up to some minutes ago, and a
   * `flush` does not help; checks are judged by such reads.
   */
  readonly consistency: 'strong' | 'eventual' | 'lagging'
  /**
   * `whole` (unless given): as {@link Backend.commit} says. Without that, commits are a series of writes of which a
   * part may be done when one fails, and others may come between them and the checks. `single`: the core refuses
   * with `UNAVAILABLE` what takes more than one write, or a check of entries. `attempted`: it has all of it tried, for
   * users who know of no other writer. Neither leaves traces of deletions, so there are no watches.
   */
  readonly commits?: 'whole' | 'single' | 'attempted'
  /** UTF-8 bytes that a key may have, where that is bounded; a longer one is refused with `INVALID_KEY`. */
  readonly keyBytes?: number
  /** Keeps values of the type `clone`. */
  readonly clone: boolean
  /** Spaces below 0 are in memory, whatever becomes of the others: what `storage: 'memory'` of a namespace takes. */
  readonly memorySide: boolean
}

/** Something that has happened to the data or its place, and that its owner should know. */
export interface Incident {
  /**
   * `fallback`: the storage asked for was not to be had, and the rows are in memory. `wiped`: the browser had
   * destroyed the database. `damaged`: something stored could not be read, and was put aside for rescue.
   * `recovered`: writes of a page that was left before they were stored are stored now. `uncompressed`: what a
   * namespace asks to be compressed is stored without, as the platform cannot.
   */
  readonly kind: 'fallback' | 'wiped' | 'damaged' | 'recovered' | 'uncompressed'
  /** Epoch milliseconds at which it was noticed. */
  readonly at: number
  /** A sentence for people. */
  readonly message: string
  /** `wiped`, `damaged`: everything up to this revision is there; 0 when nothing is. */
  readonly restored?: number
  /** `wiped`, `damaged`: the newest revision that is known to have been given. */
  readonly known?: number
}

/** What a backend knows about its storage at the moment. */
export interface Health {
  /** Where the rows are kept for good. */
  readonly storage: 'none' | 'file' | 'indexeddb' | 'opfs' | 'service'
  /** How many commits are under way: asked for and not durable yet. */
  readonly unsaved: number
  /** Why commits fail or are late; undefined while all is well. */
  readonly failure: KvasirError | undefined
  /** `peer`: writes by itself, beside others or alone. `owner`: writes for others, too. `guest`: has its owner write. */
  readonly role: 'peer' | 'owner' | 'guest'
  /** What has happened since the backend was opened, oldest first. */
  readonly incidents: readonly Incident[]
}

/** The whole of what a storage engine must do. */
export interface Backend<M extends Mode = Mode> {
  /** The engine's name as shown to people, for example `indexeddb`. */
  readonly name: string
  readonly mode: M
  readonly capabilities: Capabilities
  /** Undefined for a key that is not well-formed, too: the one case in which a backend may be given such a key. */
  get(space: number, key: string): Out<M, Row | undefined>
  /** The rows in the order of `keys`. */
  getMany(space: number, keys: readonly string[]): Out<M, readonly (Row | undefined)[]>
  /** A page shorter than `limit` is the last of its span. Expired rows are included: the core filters. */
  scan(scan: Scan): Out<M, readonly Row[]>
  /** Atomic; a batch without writes only checks. Reads that are issued later see it. */
  commit(batch: Batch): Out<M, Commit>
  stat(tally: Tally): Out<M, Stat>
  /**
   * Calls `listener` whenever reads show more than before: after commits of this connection and of others, several of
   * which may be told of at once. What others write without a word is looked for at least once a second. It ends when
   * what is returned is called, or with the backend. A listener only takes note: it takes no time and never throws.
   */
  onCommit(listener: () => void): () => void
  /**
   * Resolves when every commit that was issued before is durable, and when reads see what others had committed
   * by the time of the call; rejects with why that cannot be.
   */
  flush(): Promise<void>
  health(): Out<M, Health>
  /** Ends after the commits that were issued before it. Every later call throws `CLOSED`; closing again does nothing. */
  close(): Out<M, void>
}
