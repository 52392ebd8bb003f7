import { signal } from '@preact/signals'
import type { Failure } from './feedback.ts'

/** A SQLite file on its way to the visitor's disk, or from there. */
export interface FileTransfer {
  readonly kind: 'download' | 'load'
  readonly state: 'running' | 'done' | 'failed'
  /** Bytes. */
  readonly done: number
  /** Bytes of the whole file; undefined while nobody knows. */
  readonly total: number | undefined
  readonly failure: Failure | undefined
}

/** Undefined until the visitor asks for one. */
export const fileTransfer = signal<FileTransfer | undefined>(undefined)
