import type { Result } from '../measure/contest.ts'
import type { Effort } from '../measure/run-contest.ts'
import { indexedDbSuite } from '../suites/indexeddb.ts'
import { journalSuite } from '../suites/journal.ts'
import { runInWorker } from './run-in-worker.ts'
import { memoryInChromiumSuite } from '../suites/memory-in-chromium.ts'
import { runSuite } from '../suites/run-suite.ts'
import { transferInChromiumSuite } from '../suites/transfer-in-chromium.ts'

/** What the page and the process that opened it have of each other. */
export interface Bench {
  readonly suites: readonly string[]
  run(suite: string, effort: Effort): Promise<void>
}

declare global {
  var bench: Bench
  /** Given to the page by the process that opened it. */
  function reportResult(result: Result): Promise<void>
}

const SUITES = new Map([
  ['memory', memoryInChromiumSuite],
  ['indexeddb', indexedDbSuite],
  ['journal', journalSuite],
  ['transfer', transferInChromiumSuite],
])

const IN_WORKER = 'journal in a worker'

globalThis.bench = {
  suites: [...SUITES.keys(), IN_WORKER],
  run: (suite, effort) =>
    suite === IN_WORKER ? runInWorker(effort) : runSuite(SUITES.get(suite)!, effort, reportResult),
}
