import { signal } from '@preact/signals'
import type { Version } from 'kvasir'

/** What has happened to a key. */
export interface KeyHistory {
  readonly key: string
  /** Newest first. */
  readonly versions: readonly Version[]
}

/** Of the key whose history dialog is open. */
export const keyHistory = signal<KeyHistory | undefined>(undefined)
