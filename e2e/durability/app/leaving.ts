import type { AsyncStore } from 'kvasir'
import { NAMESPACE, openSubject, type OpenSubject, type Subject } from './subject.ts'

/** How many writes a page issues as it is left. */
export const WRITES = 50

/** Whether the page listens to `pagehide` before or after the store is opened, which may listen to it, too. */
export type Listening = 'before' | 'after'

/** Where in localStorage a page says that it has issued its writes. */
const LEFT = 'harness:left'

export interface Visit {
  readonly subject: Subject
  /** Of the database. */
  readonly name: string
  /** Distinguishes the writes of this visit. */
  readonly visit: number
  readonly listening: Listening
}

/** Opens the subject and writes once, as an app in use has, and writes {@link WRITES} times when the page is left. */
export async function armPage({ subject, name, visit, listening }: Visit): Promise<void> {
  const page: { subject?: OpenSubject } = {}
  const writeAll = (): void => {
    for (const key of keysOf(visit)) void page.subject?.put(key, valueOf(key))
    // After the writes, so that whoever sees it sees what they have put in the same place.
    localStorage.setItem(LEFT, `${name} ${visit}`)
  }
  if (listening === 'before') addEventListener('pagehide', writeAll)
  page.subject = await openSubject(subject, name)
  if (listening === 'after') addEventListener('pagehide', writeAll)
  await page.subject.put('visit', String(visit))
}

/**
 * How many of the writes of a visit are there. Undefined when the page has issued none: a tab that takes too
 * long to close is ended by Chromium without its `pagehide` event.
 */
export async function countKept({ subject, name, visit }: Visit): Promise<number | undefined> {
  if (localStorage.getItem(LEFT) !== `${name} ${visit}`) return undefined
  const keys = keysOf(visit)
  const values = await (await openSubject(subject, name)).getMany(keys)
  return keys.filter((key, i) => values[i] === valueOf(key)).length
}

/** What {@link overwrite} puts. */
const LATER = 'written later'

/** Overwrites all that a page of a visit has written or was to write. */
export async function overwrite(store: AsyncStore, visit: number): Promise<void> {
  await store.namespace(NAMESPACE).putMany(keysOf(visit).map((key) => [key, LATER] as const))
}

/** How many of the writes of a visit are still overwritten. */
export async function countOverwritten(store: AsyncStore, visit: number): Promise<number> {
  const values = await store.namespace(NAMESPACE).getMany(keysOf(visit))
  return values.filter((value) => value === LATER).length
}

function keysOf(visit: number): string[] {
  return Array.from({ length: WRITES }, (_, i) => `${visit}/${i}`)
}

function valueOf(key: string): string {
  return `written at ${key}`
}
