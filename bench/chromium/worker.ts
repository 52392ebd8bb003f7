import type { Effort } from '../measure/run-contest.ts'
import type { Result } from '../measure/contest.ts'
import { journalInWorkerSuite } from '../suites/journal-in-worker.ts'
import { runSuite } from '../suites/run-suite.ts'

/** What the worker tells the page, in this order: results, then how it ended. */
export type FromWorker =
  | { readonly result: Result }
  | { readonly end: 'done' }
  | { readonly end: 'failed'; readonly error: unknown }

const tell = (message: FromWorker): void => {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- only windows have one
  postMessage(message)
}

addEventListener('message', ({ data }: MessageEvent<Effort>) => {
  runSuite(journalInWorkerSuite, data, (result) => tell({ result })).then(
    () => tell({ end: 'done' }),
    (error: unknown) => tell({ end: 'failed', error }),
  )
})
