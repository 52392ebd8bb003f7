import wasm from 'sql.js/dist/sql-wasm.wasm'
import { showVisit } from './page.ts'

const startWorker = () => new Worker(new URL('./worker.js', import.meta.url), { type: 'module' })
await showVisit(startWorker, { backend: 'sqlite', name: 'sqlite', wasm })
