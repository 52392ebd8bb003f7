import type { Backend, Health } from '@kvasir/core'
import type { CheckpointOptions, SyncJournal, WhenDamaged } from '@kvasir/journal'
import type { SqliteFile } from '@kvasir/sqlite'
import type { BackendChoice, JournalPlace, WhenBusy } from '../open-store.ts'

/** Which data is meant. */
export interface Address {
  readonly name: string
  /** Node: the file. */
  readonly path?: string | undefined
}

/** What a platform is asked to open. */
export interface BackendRequest extends Address {
  readonly choice: BackendChoice
  readonly journal: JournalPlace
  readonly whenDamaged: WhenDamaged
  readonly checkpoints: CheckpointOptions | undefined
  readonly wasm: string | URL | ArrayBuffer | undefined
  readonly worker: (() => Worker) | undefined
  readonly clock: () => number
}

/** A backend that was opened. */
export interface OpenedBackend {
  readonly backend: Backend<'async'>
  /** Why it is this one; a sentence for people. */
  readonly why: string
  /** Where it keeps a SQLite database. */
  readonly file: SqliteFile | undefined
}

export interface SyncBackendRequest extends Address {
  readonly choice: BackendChoice
  readonly wasm: string | URL | ArrayBuffer | undefined
  readonly clock: () => number
  readonly whenBusy: WhenBusy
  readonly signal: AbortSignal | undefined
}

/** What the platform knows of a store besides its backend. */
export interface Circumstances {
  /** Whether the platform keeps the data until somebody deletes it; undefined where it does not tell. */
  readonly persisted: boolean | undefined
  /** Bytes that everything of the origin takes, or the file. */
  readonly usage: number | undefined
  /** Bytes that the origin may take. */
  readonly quota: number | undefined
  /** How many stores are open on the same data, in whatever tab or worker; undefined where nobody can tell. */
  readonly connections: number | undefined
}

/** What differs between browsers and Node. */
export interface Platform {
  /** Throws `UNAVAILABLE` when this platform does not have what was chosen. */
  openBackend(request: BackendRequest): Promise<OpenedBackend>
  /** Throws `UNAVAILABLE` when this platform does not have it synchronously. */
  openSyncBackend(request: SyncBackendRequest): Promise<SyncJournal>
  /** Counts a store among the connections until the function that it answers is called. */
  join(name: string): Promise<() => void>
  lookAround(address: Address, health: Health): Promise<Circumstances>
  /** Asks for the data to be kept until somebody deletes it; answers whether that is so. */
  persist(): Promise<boolean>
  /** Deletes everything of a name. */
  deleteData(address: Address): Promise<void>
}
