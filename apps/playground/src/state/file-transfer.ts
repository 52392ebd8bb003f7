import { computed, signal } from '@preact/signals'
import type { ExportReport, ImportPosition, ImportResult } from 'kvasir'
import type { Failure } from './feedback.ts'
import type { Choice } from './settings.ts'

/** A part of something. */
export interface Amount {
  readonly done: number
  /** Undefined while nobody knows. */
  readonly total: number | undefined
}

/** How far a transfer is. */
export interface TransferProgress {
  /** Undefined where they are not counted, as in a SQLite file. */
  readonly entries: Amount | undefined
  readonly bytes: Amount
  /** Where an import can go on. */
  readonly position?: ImportPosition
}

export type Outcome<Report> =
  | { readonly state: 'running' }
  | { readonly state: 'done'; readonly report: Report }
  | { readonly state: 'cancelled' }
  | { readonly state: 'failed'; readonly failure: Failure }

/** A file on its way to the visitor's disk, or from there. */
export interface FileTransfer<Report> {
  readonly kind: 'export' | 'import' | 'dry run'
  /** The store that it comes from, or goes to. */
  readonly choice: Choice
  readonly fileName: string
  readonly progress: TransferProgress
  readonly outcome: Outcome<Report>
}

/** What an export came to. */
export interface Exported {
  readonly bytes: number
  /** Undefined for a SQLite file, which tells nothing of the kind. */
  readonly report: ExportReport | undefined
}

/** What an import came to, or would come to. */
export interface Imported {
  /** Undefined for a SQLite file, which replaces everything. */
  readonly result: ImportResult | undefined
}

/** The last export; undefined until the visitor asks for one. */
export const outgoing = signal<FileTransfer<Exported> | undefined>(undefined)

/** The last import. */
export const incoming = signal<FileTransfer<Imported> | undefined>(undefined)

/** Whether one is under way: there is one at a time. */
export const isTransferring = computed(
  () => outgoing.value?.outcome.state === 'running' || incoming.value?.outcome.state === 'running',
)

/** Whether an import writes, maybe much. */
export const isImporting = computed(
  () => incoming.value?.kind === 'import' && incoming.value.outcome.state === 'running',
)
