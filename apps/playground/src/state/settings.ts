import type { BackendChoice } from 'kvasir'
import { remembered } from './remembered.ts'

export type Choice = Exclude<BackendChoice, 'auto'>

/** The name of the database that the page opens; each backend has its own. */
export function databaseName(choice: Choice): string {
  return `playground-${choice}`
}

export const CHOICES: readonly { readonly choice: Choice; readonly title: string; readonly hint: string }[] =
  [
    { choice: 'memory', title: 'Memory', hint: 'Fast, and gone with the page' },
    { choice: 'indexeddb', title: 'IndexedDB', hint: 'Rows in the browser’s own database' },
    { choice: 'sqlite', title: 'SQLite', hint: 'sql.js, saved in the browser' },
  ]

export const choice = remembered<Choice>('backend', 'indexeddb', (text): text is Choice =>
  CHOICES.some((known) => known.choice === text),
)

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
