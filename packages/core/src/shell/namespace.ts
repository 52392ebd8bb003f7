import type {
  DeleteOptions,
  IncrementOptions,
  KeyRange,
  Namespace,
  NamespaceOf,
  PutManyOptions,
  PutOptions,
  Storable,
} from '../api.ts'
import { checkKey } from '../check-key.ts'
import type { Batch, Commit, KeyCheck, Mode, Out, Row, Write } from '../contract.ts'
import { KvasirError } from '../errors.ts'
import { live } from '../expiry.ts'
import { planExpire, toExpiry } from '../plan/expire.ts'
import { planIncrement } from '../plan/increment.ts'
import type { Plan } from '../plan/plan.ts'
import { checkRevision, planPut, putNeedsCurrent } from '../plan/put.ts'
import type { Place } from '../plan/set.ts'
import { isEmptySpan, planSpan } from '../plan/span.ts'
import { planUpdate } from '../plan/update.ts'
import { runAsync, type Task, wait } from '../task.ts'
import { encodeMetadata, encodeValue } from '../values/encode.ts'
import type { Home } from './home.ts'
import { NamespaceReads, NO_SPACE } from './reads.ts'
import { deletedError, MAX_ATTEMPTS } from './scope.ts'

/** What decides on a change of a key, from the live row and the time. */
type Planner<T> = (place: Place, current: Row | undefined, now: number) => Plan<T>

/** What a change of a key came to. */
interface Changed<T> {
  readonly result: T
  /** The revision that was written; 0 when nothing was. */
  readonly revision: number
}

/** The operations on a namespace, for both modes: load, plan, commit, return. */
export class NamespaceShell<V, M extends Mode> extends NamespaceReads<V, M> implements Namespace<V, M> {
  put(key: string, value: Storable<V, M>, options?: PutOptions): Out<M, number> {
    return this.scope.run(this.putTask(key, value, options))
  }

  putMany(entries: Iterable<readonly [key: string, value: V]>, options: PutManyOptions = {}): Out<M, void> {
    return this.scope.run(this.#putMany(entries, options))
  }

  delete(key: string, options: DeleteOptions = {}): Out<M, boolean> {
    return this.scope.run(this.#delete(key, options))
  }

  deleteMany(keys: readonly string[]): Out<M, number> {
    return this.scope.run(this.#deleteMany(keys))
  }

  clear(range: KeyRange = {}): Out<M, void> {
    return this.scope.run(this.#clear(range))
  }

  increment(key: string, by = 1, options: IncrementOptions = {}): Out<M, number> {
    const asked = { ...options }
    return this.#alone(key, () =>
      this.#changed(key, true, (place, current, now) => planIncrement(place, by, asked, current, now)),
    )
  }

  update(key: string, change: (current: V | undefined) => V | undefined): Out<M, V | undefined> {
    return this.#alone(key, () =>
      this.#changed(key, true, (place, current, now) =>
        planUpdate(place, change, this.scope.rich, current, now),
      ),
    )
  }

  expire(key: string, expiry: number | { readonly expiresAt: number }): Out<M, boolean> {
    const asked = toExpiry(expiry)
    return this.#alone(key, () =>
      this.#changed(key, false, (place, current, now) => planExpire(place, asked, current, now)),
    )
  }

  persist(key: string): Out<M, boolean> {
    return this.#alone(key, () =>
      this.#changed(key, false, (place, current, now) => planExpire(place, {}, current, now)),
    )
  }

  transaction<T>(work: (namespace: NamespaceOf<V, M>) => Out<M, T>): Out<M, T> {
    return this.scope.transaction((scope) => {
      if (this.home?.gone === true) throw deletedError(this.name)
      return work(scope.namespace<V>(this.name))
    })
  }

  protected *putTask(key: string, value: Storable<V, M>, options: PutOptions = {}): Task<number> {
    checkKey(key)
    // Everything is taken from the caller before the first wait, so that changing it later changes nothing.
    const encoded = encodeValue(value, this.scope.rich)
    const metadata = encodeMetadata(options.metadata)
    const asked = { ...options }
    if (putNeedsCurrent(asked)) {
      const { revision } = yield* this.#change(key, true, (place, current, now) => ({
        write: planPut(place, encoded, metadata, now, asked, current),
        result: undefined,
      }))
      return revision
    }
    const now = this.scope.clock()
    const commit = yield* this.#write(true, ({ id, longest }) => [
      planPut({ space: id, key, longest }, encoded, metadata, now, asked),
    ])
    return commit?.last ?? 0
  }

  *#putMany(
    entries: Iterable<readonly [key: string, value: V]>,
    { ttl, expiresAt, metadata }: PutManyOptions,
  ): Task<void> {
    const encoded = Array.from(entries, ([key, value]) => ({
      key: checkKey(key),
      value: encodeValue(value, this.scope.rich),
    }))
    const text = encodeMetadata(metadata)
    const now = this.scope.clock()
    yield* this.#write(true, ({ id, longest }) =>
      encoded.map(({ key, value }) =>
        planPut({ space: id, key, longest }, value, text, now, { ttl, expiresAt }),
      ),
    )
  }

  *#delete(key: string, { ifRevision }: DeleteOptions): Task<boolean> {
    if (ifRevision === undefined) return (yield* this.#deleteMany([key])) === 1
    const { result } = yield* this.#change(key, false, (place, current) => {
      checkRevision(key, current, ifRevision)
      const write = current && ({ kind: 'delete', space: place.space, key } as const)
      return { write, result: current !== undefined }
    })
    return result
  }

  *#deleteMany(keys: readonly string[]): Task<number> {
    const checked = keys.map((key) => checkKey(key))
    const commit = yield* this.#write(false, ({ id }) =>
      checked.map((key) => ({ kind: 'delete', space: id, key })),
    )
    return commit?.replaced.filter((row) => live(row, this.scope.clock) !== undefined).length ?? 0
  }

  *#clear(range: KeyRange): Task<void> {
    const span = planSpan(NO_SPACE, range)
    if (isEmptySpan(span)) return
    yield* this.#write(false, ({ id }) => [{ kind: 'deleteRange', ...span, space: id }])
  }

  /** Reads, plans and commits until nobody came between; one at a time for a key within this scope. */
  #alone<T>(key: string, task: () => Task<T>): Out<M, T> {
    return this.scope.run(this.scope.mode === 'sync' ? task() : this.#inTurn(key, task))
  }

  *#inTurn<T>(key: string, task: () => Task<T>): Task<T> {
    return yield* wait(this.scope.queue.run(`${this.name}\0${key}`, () => runAsync(task())))
  }

  /** The namespace, which the next commit creates if need be. */
  *#findOrFound(): Task<Home> {
    return (yield* this.find()) ?? (yield* this.scope.findOrFound(this.name))
  }

  *#commit(home: Home, batch: Batch): Task<Commit> {
    const commit = yield* this.scope.commit(home, batch)
    if (commit.ok) this.home = this.scope.shared(home)
    return commit
  }

  *#changed<T>(key: string, create: boolean, plan: Planner<T>): Task<T> {
    return (yield* this.#change(key, create, plan)).result
  }

  *#change<T>(key: string, create: boolean, plan: Planner<T>): Task<Changed<T>> {
    checkKey(key)
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      const home = yield* create ? this.#findOrFound() : this.find()
      const row = home?.exists === true ? yield* wait(this.backend.get(home.id, key)) : undefined
      const now = this.scope.clock()
      const place = { space: home?.id ?? NO_SPACE, key, longest: home?.longest }
      const { write, result } = plan(
        place,
        live(row, () => now),
        now,
      )
      if (write === undefined || home === undefined) return { result, revision: 0 }
      const check: KeyCheck = { kind: 'key', space: home.id, key, revision: row?.revision ?? 0 }
      const commit = yield* this.#commit(home, { checks: [check], writes: [write] })
      if (commit.ok) return { result, revision: commit.last }
    }
    throw contended(key)
  }

  /** Commits writes that depend on nothing but the namespace itself; undefined when there is none and none is created. */
  *#write(
    create: boolean,
    plan: (home: Home) => readonly Write[],
  ): Task<(Commit & { readonly ok: true }) | undefined> {
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      const home = yield* create ? this.#findOrFound() : this.find()
      if (home === undefined) return undefined
      const commit = yield* this.#commit(home, { checks: [], writes: plan(home), replaced: !create })
      if (commit.ok) return commit
    }
    throw contended(this.name)
  }
}

function contended(what: string): KvasirError {
  return new KvasirError(
    'CONFLICT',
    `Other writers came first ${MAX_ATTEMPTS} times at ${JSON.stringify(what)}; try again later.`,
  )
}
