import type { Effort } from '../measure/run-contest.ts'
import type { FromWorker } from './worker.ts'

/** Runs what a worker is to show in one, and reports for it. */
export async function runInWorker(effort: Effort): Promise<void> {
  const worker = new Worker(new URL('worker.ts', import.meta.url), { type: 'module' })
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  worker.addEventListener('error', ({ message }) => reject(new Error(message)))
  worker.addEventListener('message', ({ data }: MessageEvent<FromWorker>) => {
    if ('result' in data) void reportResult(data.result)
    else if (data.end === 'done') resolve()
    else reject(data.error)
  })
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- only windows have one
  worker.postMessage(effort)
  await promise
  worker.terminate()
}
