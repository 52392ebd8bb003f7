/** How entries are put into a namespace. */
export interface MigrateOptions {
  /**
   * What to do with an entry whose key is in the namespace already: keep the one there (unless given), so that a
   * migration can run again; replace it; or throw `CONFLICT`.
   */
  readonly conflict?: 'skip' | 'overwrite' | 'error' | undefined
  /** Ends it, with `INTERRUPTED`; what was written stays, and another run goes on. */
  readonly signal?: AbortSignal | undefined
  /** Called after each page of entries. */
  readonly onProgress?: ((progress: MigrationProgress) => void) | undefined
}

export interface MigrationProgress {
  /** Entries that are done with. */
  readonly done: number
  /** Entries that the source had at the beginning. */
  readonly total: number
}

/** An entry that stayed behind. */
export interface RefusedEntry {
  /** As the source has it. */
  readonly key: unknown
  /** A sentence for people. */
  readonly reason: string
}

/** What a migration came to. The source is as it was. */
export interface MigrationReport {
  /** Whether there is such a source; everything else is 0 when there is not. */
  readonly found: boolean
  /** Entries that were put into the namespace. */
  readonly written: number
  /** Entries of the namespace that were kept in place of those of the source. */
  readonly skipped: number
  /** Entries that the namespace cannot hold, or that cannot be read. */
  readonly refused: readonly RefusedEntry[]
}
