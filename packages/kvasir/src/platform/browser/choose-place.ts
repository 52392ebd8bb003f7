import { KvasirError } from '@kvasir/core'
import type { JournalPlace } from '../../open-store.ts'

export interface Place {
  readonly place: Exclude<JournalPlace, 'auto'>
  /** A sentence for people. */
  readonly because: string
}

/**
 * Where the journal of a name lies: where it is already, else where it is asked for, else in OPFS in a dedicated
 * worker, which can write there by itself, else in IndexedDB, which needs no owner among tabs.
 *
 * Throws `UNAVAILABLE` when a journal of the name lies elsewhere than asked for: nobody is to find an empty store in
 * the place of their data.
 */
export async function choosePlace(name: string, wanted: JournalPlace): Promise<Place> {
  const { hasOpfsJournal, isDedicatedWorker } = await import('@kvasir/journal/opfs')
  const found = (await hasOpfsJournal(name)) ? 'opfs' : await findDatabase(name)
  if (wanted !== 'auto') {
    if (found === undefined || found === wanted)
      return { place: wanted, because: `The journal lies in ${NAMES[wanted]}, as asked.` }
    throw new KvasirError(
      'UNAVAILABLE',
      `The journal '${name}' lies in ${NAMES[found]}: open it there, or choose another name.`,
    )
  }
  if (found !== undefined) return { place: found, because: `The journal lies in ${NAMES[found]} already.` }
  return isDedicatedWorker()
    ? { place: 'opfs', because: 'The journal lies in OPFS, where a worker writes fastest.' }
    : { place: 'indexeddb', because: 'The journal lies in IndexedDB, which all tabs write to side by side.' }
}

const NAMES = { indexeddb: 'IndexedDB', opfs: 'OPFS' } as const

async function findDatabase(name: string): Promise<'indexeddb' | undefined> {
  const databases = await indexedDB.databases?.().catch(() => [])
  return databases?.some((database) => database.name === name) === true ? 'indexeddb' : undefined
}
