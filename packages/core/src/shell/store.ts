import type { AsyncStore, NamespaceOf, StoreOptions, StoreStats, SyncStore } from '../api.ts'
import type { Backend, Health, Mode } from '../contract.ts'
import { KvasirError } from '../errors.ts'
import type { StatsLog } from '../stats/stats.ts'
import { runAsync, type Task } from '../task.ts'
import { commitsWhole } from '../commits.ts'
import { withDurability } from '../with-durability.ts'
import { AsyncNamespaceShell } from './async-namespace.ts'
import { AsyncPace } from './async-pace.ts'
import type { Home } from './home.ts'
import { requireLive } from './require-live.ts'
import { ScopeShell } from './scope.ts'
import { SyncNamespaceShell } from './sync-namespace.ts'
import { syncPace } from './sync-pace.ts'

/** A store that answers at once, over a backend that does. */
export function syncStore(backend: Backend<'sync'>, options: StoreOptions = {}): SyncStore {
  checkMode(backend, 'sync')
  return new SyncStoreShell(durable(backend, options), options)
}

/** A store that answers with promises; a synchronous backend gets here through `toAsync`. */
export function asyncStore(backend: Backend<'async'>, options: StoreOptions = {}): AsyncStore {
  checkMode(backend, 'async')
  return new AsyncStoreShell(durable(backend, options), options)
}

class SyncStoreShell extends ScopeShell<'sync'> implements SyncStore {
  readonly #stats: StatsLog | undefined

  constructor(backend: Backend<'sync'>, options: StoreOptions) {
    const stats = options.stats?.begin()
    const direct = stats?.measureDirect()
    const Handle = stats === undefined ? SyncNamespaceShell : class<V> extends SyncNamespaceShell<V> {}
    super(backend, options, {
      newPace: () => syncPace,
      toHandle: <V>(scope: ScopeShell<'sync'>, name: string, home?: Home): NamespaceOf<V, 'sync'> =>
        new Handle<V>(scope, name, direct, home),
    })
    this.#stats = stats
    stats?.measureNamespaces(Handle.prototype)
    stats?.measureStore(this)
    beginLive(this, options)
  }

  stats(): StoreStats {
    return this.run(statsOf(this, this.#stats))
  }

  sweep(): number {
    return this.run(sweepOf(this))
  }

  flush(): Promise<void> {
    return this.backend.flush()
  }

  health(): Health {
    return this.backend.health()
  }

  close(): void {
    this.live?.end()
    this.refuse(closedError())
    // A backend with a journal behind it gives a promise, which whoever knows of it awaits.
    return this.backend.close()
  }

  [Symbol.dispose](): void {
    this.close()
  }
}

class AsyncStoreShell extends ScopeShell<'async'> implements AsyncStore {
  readonly #stats: StatsLog | undefined
  #closing: Promise<void> | undefined

  constructor(backend: Backend<'async'>, options: StoreOptions) {
    const stats = options.stats?.begin()
    const Handle = stats === undefined ? AsyncNamespaceShell : class<V> extends AsyncNamespaceShell<V> {}
    super(backend, options, {
      newPace: (homes) => new AsyncPace(homes),
      toHandle: <V>(scope: ScopeShell<'async'>, name: string, home?: Home): NamespaceOf<V, 'async'> =>
        new Handle<V>(scope, name, home),
    })
    this.#stats = stats
    stats?.measureNamespaces(Handle.prototype)
    stats?.measureStore(this)
    beginLive(this, options)
  }

  stats(): Promise<StoreStats> {
    return this.run(statsOf(this, this.#stats))
  }

  sweep(): Promise<number> {
    return this.run(sweepOf(this))
  }

  async flush(): Promise<void> {
    if (this.#closing !== undefined) throw closedError()
    await runAsync(this.pace.idle())
    await this.backend.flush()
  }

  async health(): Promise<Health> {
    return await this.backend.health()
  }

  close(): Promise<void> {
    return (this.#closing ??= this.#close())
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  async #close(): Promise<void> {
    this.live?.end()
    this.refuse(closedError())
    await runAsync(this.pace.idle())
    await this.backend.close()
  }
}

function beginLive<M extends Mode>(scope: ScopeShell<M>, { live, timer }: StoreOptions): void {
  if (commitsWhole(scope.backend)) scope.live = live?.begin(scope, timer)
}

function sweepOf(scope: Pick<ScopeShell<Mode>, 'live' | 'backend'>): Task<number> {
  return requireLive(scope).sweep()
}

function statsOf<M extends Mode>(
  { backend, clock }: ScopeShell<M>,
  stats: StatsLog | undefined,
): Task<StoreStats> {
  if (stats !== undefined) return stats.read(backend, clock())
  throw new KvasirError(
    'INVALID_OPTION',
    'Statistics take stats: open the store with those of @kvasir/core/stats.',
  )
}

function durable<M extends Mode>(backend: Backend<M>, { durability = 'relaxed' }: StoreOptions): Backend<M> {
  if (durability === 'relaxed') return backend
  if (durability === 'strict') return withDurability(backend, durability)
  throw new KvasirError('INVALID_OPTION', `The durability is relaxed or strict; got ${String(durability)}.`)
}

/** The types say it; this is for who does not read them. */
function checkMode(backend: Backend, mode: Mode): void {
  if (backend.mode === mode) return
  const what =
    mode === 'sync' ? 'cannot answer at once: use asyncStore' : 'answers at once: use syncStore, or toAsync'
  throw new KvasirError('INVALID_OPTION', `The backend ${backend.name} ${what}.`)
}

function closedError(): KvasirError {
  return new KvasirError('CLOSED', 'The store is closed; open it again to use it.')
}
