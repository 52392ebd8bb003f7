import type { OpenOptions } from 'kvasir'

/** A way to open a store, as data: it is handed to pages. */
export interface BackendUnderTest {
  readonly label: string
  /** For `openStore`; the harness adds a name. */
  readonly options: OpenOptions
}

/** Every backend of a browser whose rows outlive the page. Whatever is proved here is proved for each. */
export const BACKENDS: readonly BackendUnderTest[] = [
  { label: 'indexeddb', options: { backend: 'indexeddb' } },
  { label: 'sqlite', options: { backend: 'sqlite' } },
  { label: 'journal', options: { backend: 'journal', journal: 'indexeddb' } },
  { label: 'opfs', options: { backend: 'opfs' } },
]
