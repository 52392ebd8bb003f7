import type { BackendChoice } from 'kvasir'
import { remembered } from './remembered.ts'

export type Choice = Exclude<BackendChoice, 'auto'>

/** The name of the database that the page opens; each backend has its own. */
export function databaseName(choice: Choice): string {
  return `playground-${choice}`
}

export interface BackendOption {
  readonly choice: Choice
  readonly title: string
  /** What it is for, in a sentence. */
  readonly hint: string
}

export const BACKENDS: readonly BackendOption[] = [
  { choice: 'memory', title: 'Memory', hint: 'For tests and caches: gone with the page.' },
  { choice: 'journal', title: 'Journal', hint: 'For most apps: answers from memory, keeps every write.' },
  { choice: 'indexeddb', title: 'IndexedDB', hint: 'For data larger than memory: one row a key.' },
  { choice: 'sqlite', title: 'SQLite', hint: 'For a database to take along: sql.js with a journal.' },
  { choice: 'opfs', title: 'OPFS', hint: 'For large databases: a SQLite file in a worker.' },
]

export const choice = remembered<Choice>('backend', 'journal', (text): text is Choice =>
  BACKENDS.some((known) => known.choice === text),
)

/** What a backend is called on the page. */
export function titleOfBackend(choice: Choice): string {
  return BACKENDS.find((known) => known.choice === choice)?.title ?? choice
}

/** The namespace that a first visitor sees. */
export const FIRST_NAMESPACE = 'notes'

/** The namespace that is shown. It need not exist: the first write creates it. */
export const namespaceName = remembered<string>('namespace', FIRST_NAMESPACE, (text): text is string =>
  text.isWellFormed(),
)

export type Theme = 'system' | 'light' | 'dark'

export const theme = remembered<Theme>('theme', 'system', (text): text is Theme =>
  ['system', 'light', 'dark'].includes(text),
)
