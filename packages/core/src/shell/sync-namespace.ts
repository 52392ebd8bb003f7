import type { PutOptions, Storable, SyncNamespace } from '../api.ts'
import { checkKey } from '../check-key.ts'
import type { Row } from '../contract.ts'
import { isLive } from '../expiry.ts'
import { planPut } from '../plan/put.ts'
import { decodeValue } from '../values/encode.ts'
import { type DirectCalls, SELDOM, SOMETIMES, timeDirect } from '../stats/direct.ts'
import type { Home } from './home.ts'
import { NamespaceShell } from './namespace.ts'
import type { ScopeShell } from './scope.ts'

/**
 * A namespace of a synchronous store. What an app does all the time takes a direct way, at about half the
 * cost of running a task; everything that is not the plain case goes on to the task.
 */
export class SyncNamespaceShell<V> extends NamespaceShell<V, 'sync'> implements SyncNamespace<V> {
  /** Where operations are measured. */
  readonly #calls: DirectCalls | undefined

  constructor(
    scope: ScopeShell<'sync'>,
    name: string,
    calls: DirectCalls | undefined,
    home: Home | undefined,
  ) {
    super(scope, name, home)
    this.#calls = calls
  }

  override get(key: string): V | undefined {
    const calls = this.#calls
    if (calls !== undefined && (++calls.get & SELDOM) === 0) return this.#timeGet(calls, key)
    const home = this.home
    if (home === undefined || home.gone) return super.get(key)
    const row = this.#row(home.id, key)
    if (row === undefined || home.isReadNoted) return super.get(key)
    return isLive(row, this.scope.clock) ? (decodeValue(row, this.scope.rich) as V) : undefined
  }

  override has(key: string): boolean {
    const calls = this.#calls
    if (calls !== undefined && (++calls.has & SELDOM) === 0) return this.#timeHas(calls, key)
    const home = this.home
    if (home === undefined || home.gone) return super.has(key)
    const row = this.#row(home.id, key)
    return row === undefined ? super.has(key) : isLive(row, this.scope.clock)
  }

  override put(key: string, value: Storable<V, 'sync'>, options?: PutOptions): number {
    const calls = this.#calls
    if (calls !== undefined && (++calls.put & SOMETIMES) === 0)
      return this.#timePut(calls, key, value, options)
    const home = this.home
    if (home === undefined || home.gone || home.isRuled || options !== undefined) {
      return super.put(key, value, options)
    }
    const place = { space: home.id, key: checkKey(key), longest: home.longest }
    const write = planPut(place, this.scope.encode(value), undefined, this.scope.clock())
    const batch = { checks: home.checks, writes: [write] }
    const commit = this.backend.commit(batch)
    if (this.scope.live !== undefined) this.scope.live.follow<'sync'>(commit, batch)
    return commit.ok ? commit.first : super.put(key, value)
  }

  // Each calls what it times, which is counted twice then. They are apart, as a function made in a method costs every
  // call of that.
  #timeGet(calls: DirectCalls, key: string): V | undefined {
    return timeDirect(calls, 'get', () => this.get(key))
  }

  #timeHas(calls: DirectCalls, key: string): boolean {
    return timeDirect(calls, 'has', () => this.has(key))
  }

  #timePut(
    calls: DirectCalls,
    key: string,
    value: Storable<V, 'sync'>,
    options: PutOptions | undefined,
  ): number {
    return timeDirect(calls, 'put', () => this.put(key, value, options))
  }

  /** A key that has a row is one: checking it only where there is none makes a get from memory twice as fast. */
  #row(space: number, key: string): Row | undefined {
    return typeof key === 'string' ? this.backend.get(space, key) : undefined
  }

  [Symbol.iterator](): IterableIterator<[key: string, value: V]> {
    return this.entries()
  }
}
