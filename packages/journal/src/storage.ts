import type { Durability } from '@kvasir/core'

/** A record of a log. */
export interface LogRecord {
  /** Positive, and greater than that of every record before. */
  readonly position: number
  /** One frame of `@kvasir/core/pack`. */
  readonly frame: Uint8Array
}

/** What a log starts from: the state after the record at `position`. */
export interface StoredSnapshot {
  /** 0 when it was taken before the first record. */
  readonly position: number
  /** The name of the engine kind that wrote the pieces. */
  readonly engine: string
  readonly pieces: readonly Uint8Array[]
}

/** Everything that a journal consists of. */
export interface Stored {
  /** Made when the journal was created, so that its disappearance is noticed. */
  readonly generation: string
  /** Whether the journal was created by this very call. */
  readonly isNew: boolean
  /** All its positions are greater: a record that follows one up to here was meant for a journal that was here before. */
  readonly origin: number
  readonly snapshot: StoredSnapshot | undefined
  /** The records behind the snapshot, in their order. */
  readonly records: readonly LogRecord[]
}

/** The end of a log, from some position on. */
export interface Tail {
  /** Where the log starts: the position of its snapshot, 0 without one. Who has not come that far has missed records. */
  readonly start: number
  readonly records: readonly LogRecord[]
}

/** What came of an append. */
export interface Appended {
  readonly position: number
  /** What others have appended behind the position that was given and before this record. */
  readonly between: Tail
}

/**
 * Where a journal lies: a log of records, and the snapshot that it starts from.
 *
 * Every method rejects with a `KvasirError`: `QUOTA_EXCEEDED` when there is no room, `BLOCKED` or `TIMEOUT` when
 * the storage does not answer in bounded time, `DAMAGED` for what cannot be read, `UNSUPPORTED_DATABASE` for what is of
 * a newer version or of somebody else, `UNAVAILABLE` when there is no such storage, `STORAGE_FAILED`. What rejects
 * has written nothing, except after `TIMEOUT`.
 */
export interface JournalStorage {
  readonly place: 'indexeddb' | 'opfs'
  /** Whether others may append, too. If not, nothing is ever appended in between. */
  readonly isShared: boolean
  /**
   * Opens the journal, or creates it, and reads all of it; called first, and again by whoever has missed records.
   * `engine` is the name of the engine kind; throws `UNSUPPORTED_DATABASE` for the journal of another, and, when
   * called again, `STORAGE_FAILED` when there is another journal in the place of the one that was opened. A torn end
   * of the log is no error: it is put aside and named in {@link JournalStorage.damage}.
   */
  load(engine: string): Promise<Stored>
  /** What was put aside at the load because it could not be read; a sentence for people. */
  readonly damage: string | undefined
  /** The records behind a position, in their order. */
  read(after: number): Promise<Tail>
  /**
   * Appends a record, whatever others have appended behind `after`. Everything is issued in the call itself, so that
   * it survives the end of the page; resolves when the record is as durable as was asked. One that is issued before an
   * earlier one is known to have failed may fail with it.
   */
  append(after: number, frame: Uint8Array, durability: Durability): Promise<Appended>
  /**
   * Reads what others have appended behind `after` and appends the record that `decide` makes of that, with nobody
   * in between; answers the record's position, undefined when `decide` made none. `decide` is called exactly
   * once, synchronously with the read, unless the read fails.
   */
  exchange(
    after: number,
    decide: (others: Tail) => Uint8Array | undefined,
    durability: Durability,
  ): Promise<number | undefined>
  /** Called when somebody deletes the journal on purpose while it is open. */
  onDeleted: (() => void) | undefined
  /** Begins a new snapshot beside the one there is; pieces are stored one by one. */
  begin(engine: string): SnapshotWriter
  /**
   * Keeps everything under another name, which it answers, for rescue; what {@link JournalStorage.load} gives next is
   * new and empty.
   */
  setAside(): Promise<string>
  /** Ends after what was issued before it. */
  close(): Promise<void>
}

/** A snapshot that is being written. Nothing of it counts before {@link SnapshotWriter.adopt}. */
export interface SnapshotWriter {
  write(piece: Uint8Array): Promise<void>
  /**
   * Makes it the snapshot, as the state after the record at `position`, and drops the one before and every record up
   * to `position`, all of it or nothing. Does nothing when another tab has come further meanwhile.
   */
  adopt(position: number): Promise<void>
  /**
   * Appends a record and makes this the snapshot, as the state after it, in one step: everything before is dropped,
   * and everybody has to load anew. Answers the record's position; undefined, and nothing is done, when others have
   * appended behind `after`.
   */
  replace(after: number, frame: Uint8Array): Promise<number | undefined>
  /** Removes what was written, unless it is the snapshot. */
  discard(): Promise<void>
}
