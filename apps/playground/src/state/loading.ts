import { signal } from '@preact/signals'
import type { Choice } from './settings.ts'

/** How far the cities are. */
export interface Loading {
  readonly state: 'running' | 'done' | 'cancelled' | 'failed'
  readonly choice: Choice
  readonly done: number
  readonly total: number
  /** Milliseconds since the start. */
  readonly elapsed: number
}

/** Undefined until the visitor loads the cities. */
export const loading = signal<Loading | undefined>(undefined)
