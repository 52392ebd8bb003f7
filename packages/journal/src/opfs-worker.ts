import { isDedicatedWorker } from './opfs/folder.ts'
import { serveJournal, type WorkerScope } from './opfs/serve-journal.ts'

/** Where this is imported by mistake, in a page or in Node, it does nothing. */
if (isDedicatedWorker()) serveJournal(globalThis as unknown as WorkerScope)
