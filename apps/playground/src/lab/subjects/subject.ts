import type { BackendChoice } from 'kvasir'

/** The backends of the lab: those whose rows outlive the page. */
export type LabBackend = Exclude<BackendChoice, 'auto' | 'memory'>

/** What an experiment is done to: a store of ours, or a library to compare it with. */
export type Subject =
  | { readonly library: 'kvasir'; readonly backend: LabBackend }
  | { readonly library: 'idb-keyval' }
  | { readonly library: 'localforage' }

/** The little that all of them can do. */
export interface OpenSubject {
  put(key: string, value: unknown): Promise<unknown>
  /** The values in the order of the keys; null or undefined where there is none. */
  getMany(keys: readonly string[]): Promise<readonly unknown[]>
  /** Adds 1 to a number, by what the library has for that: get and set where it has nothing. */
  increment(key: string): Promise<unknown>
  /** Resolves when reads see what everybody has written by now. */
  catchUp(): Promise<void>
  /** `owner`, `guest` or `peer`; undefined for libraries that know no roles. */
  role(): Promise<string | undefined>
  close(): Promise<void>
}

const BACKENDS: Readonly<Record<LabBackend, string>> = {
  journal: 'journal',
  indexeddb: 'IndexedDB rows',
  sqlite: 'SQLite',
  opfs: 'OPFS',
}

/** The subjects of every run. */
export function subjectsFor(backend: LabBackend): readonly Subject[] {
  return [{ library: 'kvasir', backend }, { library: 'idb-keyval' }, { library: 'localforage' }]
}

/** A subject as people call it: `Kvasir, journal`. */
export function titleOf(subject: Subject): string {
  switch (subject.library) {
    case 'kvasir':
      return `Kvasir, ${BACKENDS[subject.backend]}`
    case 'idb-keyval':
      return 'idb-keyval'
    case 'localforage':
      return 'localForage'
  }
}

/** A database name that no other subject or experiment uses. */
export function databaseOf(experiment: string, subject: Subject): string {
  return `lab-${experiment}-${subject.library === 'kvasir' ? subject.backend : subject.library}`
}
