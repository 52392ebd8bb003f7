import { serveOpfs, type WorkerGlobal } from './worker/serve-opfs.ts'

// This file is the script of a worker. Elsewhere, where it may be imported by mistake, nobody is to be served.
if ('DedicatedWorkerGlobalScope' in globalThis) serveOpfs(globalThis as unknown as WorkerGlobal)
