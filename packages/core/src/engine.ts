import type { Backend, Write } from './contract.ts'

/**
 * What a commit has made: write number `i` has revision `first + i`. It says nothing of checks, and a deletion has its
 * mark only if there was a row: a replay sets every mark that it is given.
 */
export interface Made {
  readonly first: number
  readonly writes: readonly Write[]
  /** The idempotency id to be remembered with it. */
  readonly id?: string | undefined
  /** The newest revision that the id stands for; that of the last write unless given. */
  readonly last?: number | undefined
}

/** Where a row is. */
export interface Place {
  readonly space: number
  readonly key: string
}

/** A time in which what is committed to an engine can still be undone; exactly one of the two ends it. */
export interface Attempt {
  keep(): void
  /** Takes back everything that was committed since: rows, revisions and remembered ids. */
  undo(): void
}

/** A part of a snapshot. */
export interface SnapshotPiece {
  /** In a form that is the engine's own. */
  readonly bytes: Uint8Array
  /** The space that all of its rows are of; undefined for a piece that is not of rows of one space. */
  readonly space: number | undefined
}

/**
 * A backend that keeps its rows in memory and whose state can be carried elsewhere: what a journal makes
 * durable.
 */
export interface Engine extends Backend<'sync'> {
  /** The newest revision that was given; 0 before the first. */
  readonly revision: number
  /** One at a time; not while another one goes on. */
  attempt(): Attempt
  /** Up to `limit` rows with `0 < expiresAt <= at`, of all spaces, in no particular order. */
  expired(at: number, limit: number): readonly Place[]
  /**
   * Does again what commits have made, with the revisions that they had, in one go. What is done twice does
   * no harm as long as everything that came after it is done again, too.
   */
  replay(commits: readonly Made[]): void
  /**
   * The whole state in pieces. They may be asked for one by one while
   * commits go on: the state is whole once everything that was committed since the first was asked for is
   * replayed over it. Not to be asked for during an attempt.
   */
  snapshot(): Iterable<SnapshotPiece>
}

/** A sort of engine. */
export interface EngineKind {
  /** Names the form of the snapshots, for example `memory`. */
  readonly name: string
  /**
   * An engine with the state of a snapshot, given by the bytes of its pieces, or an empty one. Throws `DAMAGED` for pieces that are not those of
   * a snapshot, `UNSUPPORTED_DATABASE` for those of a newer version, and `UNAVAILABLE` when the engine does not
   * load.
   */
  open(snapshot: readonly Uint8Array[] | undefined): Promise<Engine>
}
