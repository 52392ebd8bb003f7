import type { OpenOptions } from 'kvasir'
import { countVisit } from './count-visit.ts'

/** Counts a visit where and how the address asks for it: `#page`, `#worker`, `#page-sqlite`, `#worker-sqlite`. */
export async function showVisit(startWorker: () => Worker, sqlite: OpenOptions): Promise<void> {
  const [place, backend] = location.hash.slice(1).split('-')
  const options = backend === 'sqlite' ? sqlite : undefined
  const visit = place === 'worker' ? await countInWorker(startWorker(), options) : await countVisit(options)
  document.querySelector('output')!.value = visit
}

function countInWorker(worker: Worker, options: OpenOptions | undefined): Promise<string> {
  return new Promise((resolve) => {
    worker.addEventListener('message', ({ data }) => resolve(data))
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- that is for windows
    worker.postMessage(options)
  })
}
