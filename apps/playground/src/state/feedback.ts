import { signal } from '@preact/signals'
import type { Deed } from '../code/deed.ts'
import type { Setting } from '../code/dialect.ts'

/** Something that went wrong: what was tried, and the error's code and sentence. */
export interface Failure {
  readonly attempt: string
  readonly code: string
  readonly message: string
  /** Whether the same may succeed later. */
  readonly isRetryable: boolean
  /** The namespace that has no room for what was to be written. */
  readonly limitedNamespace?: string | undefined
  /** Where in a file it is damaged. */
  readonly line?: number | undefined
}

export const failure = signal<Failure | undefined>(undefined)

/** The last action in words, shown and read out. */
export const notice = signal('')

/** The last action, as it is written as a program. */
export const lastDeed = signal<{ readonly deed: Deed; readonly setting: Setting } | undefined>(undefined)

/** An entry that expired while it was shown. */
export interface Expired {
  readonly key: string
  /** Epoch milliseconds. */
  readonly at: number
}

/** The latest first. */
export const expired = signal<readonly Expired[]>([])
