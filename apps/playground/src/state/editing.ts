import { signal } from '@preact/signals'
import type { Entry } from 'kvasir'

/** What the entry dialog is open for. */
export type Editing =
  | { readonly mode: 'add'; readonly key?: string }
  | { readonly mode: 'edit'; readonly entry: Entry }

/** Undefined while the dialog is closed. */
export const editing = signal<Editing | undefined>(undefined)
