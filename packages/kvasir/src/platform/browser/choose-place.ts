import { hold, toStorageError } from '@kvasir/browser'
import { KvasirError } from '@kvasir/core'
import type { JournalPlace } from '../../open-store.ts'

export interface Place {
  readonly place: Exclude<JournalPlace, 'auto'>
  /** A sentence for people. */
  readonly because: string
  /** Whether there is a journal. */
  readonly isThere: boolean
}

/** Milliseconds that somebody is waited for who makes the journal. */
const PATIENCE = 10_000

/**
 * Opens a journal where {@link choosePlace} says. While there is none yet, one tab or worker at a time does so: else a
 * page and a worker that begin at once would make one each, and one of them would not be found again.
 *
 * Throws `BLOCKED` when another one makes the journal for too long, and what `choosePlace` and `open` throw.
 */
export async function openInPlace<T>(
  name: string,
  wanted: JournalPlace,
  open: (place: Place) => Promise<T>,
): Promise<T> {
  const release = await hold(`kvasir:${name}:place`, { mode: 'exclusive', patience: PATIENCE })
  try {
    const place = await choosePlace(name, wanted)
    // Waiting for a journal that is there may take long, and keeps nobody from finding it.
    if (place.isThere) release()
    return await open(place)
  } finally {
    release()
  }
}

/**
 * Where the journal of a name lies: where it is already, else where it is asked for, else in OPFS in a dedicated
 * worker, which can write there by itself, else in IndexedDB, which needs no owner among tabs.
 *
 * Throws `UNAVAILABLE` when a journal of the name lies elsewhere than asked for: nobody is to find an empty store in
 * the place of their data.
 */
async function choosePlace(name: string, wanted: JournalPlace): Promise<Place> {
  const { hasOpfsJournal, isDedicatedWorker } = await import('@kvasir/journal/opfs')
  const found = (await hasOpfsJournal(name)) ? 'opfs' : await findDatabase(name)
  const isThere = found !== undefined
  if (wanted !== 'auto') {
    if (!isThere || found === wanted)
      return { place: wanted, because: `The journal lies in ${NAMES[wanted]}, as asked.`, isThere }
    throw new KvasirError(
      'UNAVAILABLE',
      `The journal '${name}' lies in ${NAMES[found]}: open it there, or choose another name.`,
    )
  }
  if (isThere) return { place: found, because: `The journal lies in ${NAMES[found]} already.`, isThere }
  return isDedicatedWorker()
    ? { place: 'opfs', because: 'The journal lies in OPFS, where a worker writes fastest.', isThere }
    : {
        place: 'indexeddb',
        because: 'The journal lies in IndexedDB, which all tabs write to side by side.',
        isThere,
      }
}

const NAMES = { indexeddb: 'IndexedDB', opfs: 'OPFS' } as const

async function findDatabase(name: string): Promise<'indexeddb' | undefined> {
  // Missing where the browser has none for this page, and in older ones.
  const factory = globalThis.indexedDB as IDBFactory | undefined
  try {
    const databases = await factory?.databases?.()
    return databases?.some((database) => database.name === name) === true ? 'indexeddb' : undefined
  } catch (cause) {
    const failure = await toStorageError(cause, 'open')
    if (failure.code === 'UNAVAILABLE') return undefined
    // Who took a journal for missing would make another one elsewhere, which is empty.
    throw failure
  }
}
