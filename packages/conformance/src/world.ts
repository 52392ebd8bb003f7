import {
  asyncStore,
  type Backend,
  type Mode,
  type Namespace,
  type NamespaceConfig,
  type Scope,
  type Store,
  type StoreOptions,
  syncStore,
  toAsync,
} from '@kvasir/core'
import { live } from '@kvasir/core/live'
import { rules } from '@kvasir/core/rules'
import { type FakeClock, fakeClock } from './clock.ts'
import type { Connections } from './fixture.ts'
import { type Steps, transact } from './steps.ts'

export type AnyStore = Store<Mode>
export type AnyScope = Scope<Mode>
export type AnyNamespace = Namespace<unknown, Mode>

/** The namespace that most tests work in. */
export const SUBJECT = 'kv'

/** A store over a fresh backend, with its clock. */
export interface World {
  readonly mode: Mode
  readonly clock: FakeClock
  readonly store: AnyStore
  /** The namespace under test, empty and without a configuration. */
  readonly kv: AnyNamespace
  /** Gives the namespace under test a configuration. */
  configure(config: NamespaceConfig): Promise<AnyNamespace>
  /** One more store over the same backend. */
  storeWith(options: StoreOptions): AnyStore
  /** Closes the store and opens its data again. */
  reopen(): Promise<AnyStore>
  /** A store over another connection to the same data. */
  another(): Promise<AnyStore>
  /** Runs a transaction that is written once for both modes. */
  transact<T, S extends AnyScope | AnyNamespace>(scope: S, work: (tx: S) => Steps<T>): T | Promise<T>
}

export function worldOf(mode: Mode, connections: Connections): World {
  const clock = fakeClock()
  const storeOver = (backend: Backend, options: StoreOptions = {}): AnyStore =>
    openStore(mode, backend, { clock: clock.now, timer: clock.timer, rules, live, ...options })
  const store = storeOver(connections.backend)
  return {
    mode,
    clock,
    store,
    kv: store.namespace(SUBJECT),
    configure: async (config) => await store.createNamespace(SUBJECT, { ...config, ifExists: 'update' }),
    storeWith: (options) => storeOver(connections.backend, options),
    reopen: async () => {
      await store.close()
      return storeOver(await connections.reopen())
    },
    another: async () => storeOver(await connections.another()),
    transact: (scope, work) => transact(mode, scope, work),
  }
}

function openStore(mode: Mode, backend: Backend, options: StoreOptions): AnyStore {
  if (mode === 'async')
    return asyncStore(isSync(backend) ? toAsync(backend) : (backend as Backend<'async'>), options)
  if (isSync(backend)) return syncStore(backend, options)
  throw new Error('The fixture was announced as synchronous and its backend is not.')
}

function isSync(backend: Backend): backend is Backend<'sync'> {
  return backend.mode === 'sync'
}
