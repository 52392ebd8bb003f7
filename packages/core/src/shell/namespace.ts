import type {
  Change,
  ChangeListener,
  ChangePage,
  ChangesOptions,
  Entry,
  HistoryOptions,
  Namespace,
  NamespaceOf,
  SubscribeOptions,
  Version,
  WatchOptions,
} from '../api.ts'
import { checkFunction, WORK } from '../check-function.ts'
import { checkKey } from '../check-key.ts'
import { checkOptions } from '../check-options.ts'
import type { Mode, Out, Row } from '../contract.ts'
import { KvasirError } from '../errors.ts'
import { deadline } from '../expiry.ts'
import { CHANGES, HISTORY } from '../option-names.ts'
import { set } from '../plan/set.ts'
import type { Task } from '../task.ts'
import { deletedError } from './deleted-error.ts'
import { requireLive } from './require-live.ts'
import { NamespaceWrites, placeIn } from './writes.ts'

/** A namespace for both modes: reads and writes, and what goes beyond the entries of now. */
export class NamespaceShell<V, M extends Mode> extends NamespaceWrites<V, M> implements Namespace<V, M> {
  transaction<T>(work: (namespace: NamespaceOf<V, M>) => Out<M, T>): Out<M, T> {
    return this.scope.transaction((scope) => {
      if (this.home?.gone === true) throw deletedError(this.name)
      checkFunction(work, WORK)
      return work(scope.namespace<V>(this.name))
    })
  }

  history(key: string, options?: HistoryOptions): Out<M, Version<V>[]> {
    return this.checked(() => {
      const asked = checkOptions(options, HISTORY)
      return this.scope.inTurn(this.name, checkKey(key), 'read', () => this.#history(key, asked))
    })
  }

  revert(key: string, revision: number): Out<M, number> {
    const task = (): Task<number> => this.#revert(key, revision)
    return this.checked(() => this.scope.inTurn(this.name, checkKey(key), 'change', task))
  }

  purge(key: string): Out<M, boolean> {
    const task = (): Task<boolean> => this.#purge(key)
    return this.checked(() => this.scope.inTurn(this.name, checkKey(key), 'change', task))
  }

  watch(options?: WatchOptions): AsyncIterableIterator<Change<V>> {
    this.scope.checkOpen()
    if (this.home?.gone === true) throw deletedError(this.name)
    const live = requireLive(this.scope)
    return live.watch<V>(this.name, options, (row) => this.toEntry(row))
  }

  subscribe(listener: ChangeListener<V>, options?: SubscribeOptions): () => void {
    checkFunction(listener, 'What subscribes')
    const changes = this.watch(options)
    return requireLive(this.scope).listen(changes, listener, options?.onError)
  }

  changes(options?: ChangesOptions): Out<M, ChangePage<V>> {
    return this.checked(() => {
      const asked = checkOptions(options, CHANGES)
      return this.scope.inTurn(this.name, undefined, 'read', () => this.#changes(asked))
    })
  }

  *#changes(options: ChangesOptions): Task<ChangePage<V>> {
    yield* this.find()
    return yield* requireLive(this.scope).changes<V>(this.name, options, (row) => this.toEntry(row))
  }

  *#history(key: string, options: HistoryOptions): Task<Version<V>[]> {
    const { scope, backend } = this
    const home = yield* this.find()
    if (home === undefined) return []
    const toEntry = (row: Row): Entry<V> => this.toEntry(row)
    const { registration } = home
    return yield* scope.rules.history(backend, registration, key, options, toEntry, scope.clock())
  }

  *#revert(key: string, revision: number): Task<number> {
    const row = yield* this.loadVersion(key, revision)
    if (row === undefined) {
      throw new KvasirError(
        'REVISION_GONE',
        `The key ${JSON.stringify(key)} has no value of revision ${String(revision)} in its history.`,
      )
    }
    const now = this.scope.clock()
    const commit = yield* this.writeIfFound((home) => {
      const place = placeIn(home, key)
      return [set(place, row, row.metadata, deadline({}, place.longest, now), now)]
    })
    if (commit === undefined) throw deletedError(this.name)
    return commit.first
  }

  *#purge(key: string): Task<boolean> {
    const home = yield* this.find()
    if (home === undefined) return false
    const { rules, clock } = this.scope
    const writes = yield* rules.purge(this.backend, home.registration, key, clock())
    if (writes === undefined) return false
    return (yield* this.writeIfFound(() => writes)) !== undefined
  }
}
