import type { OpenOptions } from 'kvasir'

/** A way to open a store, as data: it is handed to pages. */
export interface BackendUnderTest {
  readonly label: string
  /** For `openStore`; the harness adds a name. */
  readonly options: OpenOptions
  /** Whether it is left out where time is short, as it differs in one thing from another. */
  readonly isVariant?: boolean
}

/** Every backend of a browser whose rows outlive the page. Whatever is proved here is proved for each. */
export const ALL_BACKENDS: readonly BackendUnderTest[] = [
  { label: 'indexeddb', options: { backend: 'indexeddb' } },
  { label: 'sqlite', options: { backend: 'sqlite' } },
  { label: 'journal', options: { backend: 'journal', journal: 'indexeddb' } },
  {
    label: 'journal with a checkpoint every 64 kB',
    isVariant: true,
    options: { backend: 'journal', journal: 'indexeddb', checkpoints: { logBytes: 64_000 } },
  },
  {
    label: 'journal in opfs',
    isVariant: true,
    options: { backend: 'journal', journal: 'opfs', checkpoints: { logBytes: 64_000 } },
  },
  { label: 'opfs', options: { backend: 'opfs' } },
]

/** Those that the tests at hand are about: all of them when there is time. */
export const BACKENDS: readonly BackendUnderTest[] = ALL_BACKENDS.filter(
  ({ isVariant = false }) => !isVariant || process.env['AT_LENGTH'] !== undefined,
)
