import { showVisit } from './page.ts'

const startWorker = () => new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' })
await showVisit(startWorker, { backend: 'sqlite', name: 'sqlite' })
