import { serveJournal, type WorkerScope } from './serve-journal.ts'
import { makeDiskSmall } from './small-disk.test-setup.ts'

makeDiskSmall()
serveJournal(globalThis as unknown as WorkerScope)
