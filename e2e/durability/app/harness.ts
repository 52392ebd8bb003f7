import { type AsyncStore, type Health, openStore, type OpenOptions } from 'kvasir'
import { readFound, type Found } from '../../crash/found.ts'
import type { Writer } from '../../crash/history.ts'
import { runWriters, type Progress } from '../../crash/writers.ts'
import { isCanaryAlive } from './canary.ts'
import { armPage, countKept, countOverwritten, overwrite } from './leaving.ts'

declare global {
  interface Window {
    /** What tests drive the page with; it is there once the page is loaded, and does nothing by itself. */
    harness: typeof harness
    /** Tells the test, outside the browser, that a write was acknowledged; resolves when the test knows. */
    acknowledge(writer: string, n: number): Promise<void>
  }
}

let opened: AsyncStore | undefined

function store(): AsyncStore {
  if (opened === undefined) throw new Error('No store was opened in this page')
  return opened
}

export const harness = {
  armPage,
  countKept,
  isCanaryAlive,

  /** Opens a store, which the functions below work on. */
  async open(options: OpenOptions): Promise<void> {
    opened = await openStore(options)
  },

  overwrite(visit: number): Promise<void> {
    return overwrite(store(), visit)
  },

  countOverwritten(visit: number): Promise<number> {
    return countOverwritten(store(), visit)
  },

  health(): Promise<Health> {
    return store().health()
  },

  /** Increments the counter one time after another, and has each sum acknowledged before the next. */
  async count(times: number): Promise<void> {
    const counters = store().namespace<number>('counters')
    for (let i = 0; i < times; i++) {
      await window.acknowledge('counter', await counters.increment('n'))
    }
  },

  /** The counter with everything that any page has added by now; 0 before the first increment. */
  async counted(): Promise<number> {
    await store().flush()
    return (await store().namespace<number>('counters').get('n')) ?? 0
  },

  /** Runs writers from where they are until one of them fails; it ends with the page. */
  write(writers: readonly Writer[], from: Progress): Promise<never> {
    return runWriters(store(), writers, from, (writer, n) => window.acknowledge(writer, n))
  },

  found(): Promise<Found> {
    return readFound(store())
  },
}
