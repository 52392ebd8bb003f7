import type { StoreStats } from '../api.ts'
import type { Backend } from '../contract.ts'
import type { Task } from '../task.ts'
import type { DirectCalls } from './direct.ts'

/** What is measured of one store. */
export interface StatsLog {
  /** Has the operations measured that handles have from a prototype. */
  measureNamespaces(prototype: object): void
  /** Takes those that handles count themselves from what it returns. */
  measureDirect(): DirectCalls
  /** Has the transactions of a store measured. */
  measureStore(store: object): void
  read(backend: Backend, now: number): Task<StoreStats>
}

/** Measures stores; `stats` of `@kvasir/core/stats` is the one there is. */
export interface Stats {
  begin(): StatsLog
}
