import { signal } from '@preact/signals'
import type { AppStore, StoreHealth } from 'kvasir'
import type { Failure } from './feedback.ts'

/** What a store said of itself when it was last asked, or why it could not. */
export type Reading =
  | { readonly store: AppStore; readonly health: StoreHealth; readonly failure: undefined }
  | { readonly store: AppStore; readonly health: undefined; readonly failure: Failure }

/** Of the store that is open; undefined until it has answered. */
export const reading = signal<Reading | undefined>(undefined)

/** What the browser has answered to the visitor's wish that it keep the data; undefined while it was not asked. */
export const persistAnswer = signal<boolean | undefined>(undefined)
