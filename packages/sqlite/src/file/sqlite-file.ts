/** The whole of a database as one file that any SQLite opens. Every SQLite driver has it. */
export interface SqliteFile {
  /** Takes an image of the database, which later commits do not change. It takes room until it is closed. */
  take(): Promise<SqliteImage>
  /**
   * Replaces everything that the database holds by what is in a database file, all of it or nothing. `pull` gives
   * the pieces of the file, then undefined. Resolves when that is durable, rejects
   * when `pull` does.
   *
   * Throws `UNSUPPORTED_DATABASE` for a file of another application, of a newer version or of no SQLite, and
   * `DAMAGED` for one that is cut or broken.
   */
  replace(pull: PullPiece): Promise<void>
}

/** The next piece of a file; undefined at its end. */
export type PullPiece = () => Promise<Uint8Array | undefined>

/** A database file that is being read. */
export interface SqliteImage {
  /** How large it is. */
  readonly bytes: number
  /** The next piece, in an array of its own; undefined at the end. */
  read(): Promise<Uint8Array<ArrayBuffer> | undefined>
  /** Gives back the room that it takes; closing again does nothing. */
  close(): Promise<void>
}

/** Size of the pieces in which files are read, in bytes. */
export const PIECE_BYTES: number = 1024 * 1024
