import { signal } from '@preact/signals'
import type { NamespaceHead } from 'kvasir'

/** What the namespace dialog is open for. */
export type Configuring =
  | { readonly mode: 'create' }
  /** `head` is undefined while nothing was written to the namespace, which then is created. */
  | { readonly mode: 'change'; readonly name: string; readonly head: NamespaceHead | undefined }

/** Undefined while the dialog is closed. */
export const configuring = signal<Configuring | undefined>(undefined)
