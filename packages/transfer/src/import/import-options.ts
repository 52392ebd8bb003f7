import type { ImportPosition } from '@kvasir/core'
import type { Format } from '../export/export-options.ts'

/** A text is the content itself. */
export type ImportSource = Blob | ReadableStream<Uint8Array> | string

/**
 * What to do with an entry whose key has one already: replace it, keep the one that is there, keep the one that was
 * written later, or throw `CONFLICT`.
 */
export type Conflict = 'overwrite' | 'skip' | 'newer' | 'error'

export interface ImportProgress {
  /** Entries that are done with. */
  readonly done: number
  /** Entries in all, as far as the source has told; undefined where it has not. */
  readonly total: number | undefined
  /** Bytes that were read of the source; of a copy, those of its entries. */
  readonly bytes: number
  /** Where another import can go on if this one does not get further. */
  readonly position: ImportPosition
}

/** How entries are put into a store. */
export interface Arrival {
  /** `overwrite` unless given. */
  readonly conflict?: Conflict | undefined
  /** Only tell what would happen. */
  readonly dryRun?: boolean | undefined
  /** Other names for namespaces, by those that they have; a text is the name of the only one. */
  readonly into?: string | Readonly<Record<string, string>> | undefined
  /** What becomes of the configuration of a namespace that exists: it is kept (unless given), or replaced. */
  readonly config?: 'keep' | 'update' | undefined
  /** Ends it, with `INTERRUPTED`. */
  readonly signal?: AbortSignal | undefined
  /** Called after each batch. */
  readonly onProgress?: ((progress: ImportProgress) => void) | undefined
}

export interface ImportOptions extends Arrival {
  /** Recognized by how the source begins, unless given. */
  readonly format?: Format | undefined
  /** The position that an earlier import of the same source has told: what comes before was done by that. */
  readonly resume?: ImportPosition | undefined
}

/** What an import came to, or would come to. */
export interface ImportResult {
  readonly created: number
  readonly overwritten: number
  /** Entries that were kept in place of those of the source. */
  readonly skipped: number
  /** Entries that had expired by now, and were left out. */
  readonly expired: number
  /** Entries that the source itself has changed or taken back, as they were written while it was exported. */
  readonly amended: number
  /** Earlier versions that were written. */
  readonly versions: number
  /** UTF-8 bytes of keys, values and metadata that were written. */
  readonly bytes: number
  /** Namespaces that were created. */
  readonly namespaces: readonly string[]
  /** Whether the source is the picture of one moment; undefined where it does not tell. */
  readonly consistent: boolean | undefined
  readonly position: ImportPosition
}
