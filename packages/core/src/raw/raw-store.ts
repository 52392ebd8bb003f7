import type { Store } from '../api.ts'
import { KvasirError } from '../errors.ts'
import { ScopeShell } from '../shell/scope.ts'
import { wait } from '../task.ts'
import { RawNamespace } from './raw-namespace.ts'

/**
 * A store as those see it who carry it elsewhere: rows as they are stored, expired ones and history included, to be
 * read and written without loss. Everything is answered with promises, whatever the mode of the store.
 */
export interface RawStore {
  /** Epoch milliseconds, by the clock of the store. */
  now(): number
  /** A namespace that exists; undefined when there is none of the name. */
  find(name: string): Promise<RawNamespace | undefined>
  /**
   * Runs `work` while no other operation of this store on the namespaces is under way or begins. Transactions that
   * commit meanwhile, and other connections, are not held.
   */
  hold<T>(namespaces: readonly RawNamespace[], work: () => Promise<T>): Promise<T>
}

/** The rows behind a store. Throws `INVALID_OPTION` for a store that another copy of the core has made. */
export function rawStore(store: Store): RawStore {
  if (!(store instanceof ScopeShell)) {
    throw new KvasirError(
      'INVALID_OPTION',
      'This is no store of the core that is asked for its rows: see that the app has one copy of @kvasir/core.',
    )
  }
  const scope: ScopeShell<'sync' | 'async'> = store
  const hold = async <T>(names: readonly string[], work: () => Promise<T>): Promise<T> => {
    const [name, ...others] = names
    // A synchronous store has nothing under way.
    if (name === undefined || scope.mode === 'sync') return await work()
    return await scope.start(scope.inTurn(name, undefined, 'change', () => wait(hold(others, work))))
  }
  return {
    now: () => scope.clock(),
    find: async (name) => {
      const home = await scope.start(scope.find(name))
      return home && new RawNamespace(scope, home)
    },
    // Always in the same order, so that two who hold do not wait for each other.
    hold: (namespaces, work) => hold(namespaces.map(({ name }) => name).toSorted(), work),
  }
}
