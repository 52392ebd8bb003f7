import type { OperationKind, StoreStats } from '../api.ts'
import type { Backend } from '../contract.ts'
import type { Task } from '../task.ts'
import type { DirectCalls } from './direct.ts'
import { Latencies } from './latencies.ts'
import { isMethod, measured, timed } from './measured.ts'
import { readNamespaces } from './read-namespaces.ts'
import type { StatsLog } from './stats.ts'

/** Operations on namespaces; a transaction of one is a transaction of its store. */
const KINDS =
  'get getEntry getMany has list entries keys values count ttl put putMany delete deleteMany clear increment update expire persist touch history revert purge changes'.split(
    ' ',
  ) as readonly OperationKind[]

/** What ends long after its call. */
const ITERATIONS: ReadonlySet<OperationKind> = new Set(['entries', 'keys', 'values'])

/** What one store has done. */
export class StoreLog implements StatsLog {
  readonly #kinds = new Map<OperationKind, Latencies>()
  #direct: DirectCalls | undefined

  measureNamespaces(prototype: object): void {
    for (const kind of KINDS) if (!this.#kinds.has(kind)) this.#measure(prototype, kind)
  }

  measureDirect(): DirectCalls {
    const latencies = {
      get: this.#latenciesOf('get'),
      has: this.#latenciesOf('has'),
      put: this.#latenciesOf('put'),
    }
    this.#direct = { get: 0, has: 0, put: 0, time: (kind, call) => timed(latencies[kind], call) }
    return this.#direct
  }

  measureStore(store: object): void {
    this.#measure(store, 'transaction')
  }

  *read(backend: Backend, now: number): Task<StoreStats> {
    const namespaces = yield* readNamespaces(backend, now)
    const counts: Partial<Record<OperationKind, number>> = this.#direct ?? {}
    const read = [...this.#kinds].map(
      ([kind, latencies]) => [kind, latencies.read(counts[kind] ?? latencies.count)] as const,
    )
    return { namespaces, operations: Object.fromEntries(read.filter(([, { count }]) => count > 0)) }
  }

  #measure(target: object, kind: OperationKind): void {
    const method: unknown = Reflect.get(target, kind)
    if (!isMethod(method)) return
    const value = measured(method, this.#latenciesOf(kind), !ITERATIONS.has(kind))
    Object.defineProperty(target, kind, { value })
  }

  #latenciesOf(kind: OperationKind): Latencies {
    const latencies = new Latencies()
    this.#kinds.set(kind, latencies)
    return latencies
  }
}
