import { KvasirError } from '@kvasir/core'
import { startOpfsWorker } from '../start-opfs-worker.ts'
import type { JournalStorage } from '../storage.ts'
import { isDedicatedWorker } from './folder.ts'
import { LocalJournal } from './local-journal.ts'
import { RemoteJournal } from './remote-journal.ts'

/** Milliseconds. */
const PATIENCE = 3000

export interface OpfsStorageOptions {
  /** Names the journal within the origin; any well-formed text. */
  readonly name: string
  /**
   * Starts the helper worker that writes the files for a page: a module worker that runs `@kvasir/journal/opfs-worker`.
   * Without it, the worker is found by its address beside this code, which Vite, webpack and browsers understand.
   */
  readonly worker?: () => Worker
  /** Milliseconds to wait for whoever has the journal open, such as the page before a reload; 3,000 if not given. */
  readonly patience?: number
}

/**
 * A journal in files of the origin private file system, in the folder `kvasir/<name>.journal`. It is for one page or
 * worker at a time: {@link JournalStorage.load} throws `BLOCKED` while another one has it.
 *
 * Files are written synchronously, which browsers allow in dedicated workers: there it is done in place, elsewhere by
 * a helper worker. Appends that are issued together share a write; one that is issued before it is known that an
 * earlier one has failed fails together with it, so no record gets before one that was issued earlier.
 *
 * With durability `relaxed` an append resolves when the system has the record: it survives the end of the page and of
 * the browser. With `strict` it resolves when the file was flushed: it survives the loss of power as far as the
 * device keeps its word. What a page has issued and not seen resolve may be lost when the page ends, as its helper worker
 * ends with it.
 *
 * A page gets `TIMEOUT` when the helper worker ends or is silent, and then does not know whether the append was done.
 * Should the browser refuse to take back what it has written of an append that failed, nothing is appended before that
 * succeeds; if the page ends first, the record may be there.
 *
 * After {@link JournalStorage.setAside}, `load` makes a new journal.
 *
 * Throws `INVALID_OPTION`.
 */
export function opfsStorage({ name, worker, patience = PATIENCE }: OpfsStorageOptions): JournalStorage {
  if (typeof name !== 'string' || !name.isWellFormed()) {
    throw new KvasirError('INVALID_OPTION', 'The name of a journal must be well-formed text.')
  }
  if (!(patience >= 0 && patience < Infinity)) {
    throw new KvasirError('INVALID_OPTION', `patience must be milliseconds, 0 or more, not ${patience}.`)
  }
  return isDedicatedWorker()
    ? new LocalJournal({ name, patience, defer: (write) => queueMicrotask(write) })
    : new RemoteJournal({ name, patience, startWorker: worker ?? startOpfsWorker })
}
