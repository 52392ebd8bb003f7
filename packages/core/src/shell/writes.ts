import type {
  DeleteOptions,
  IncrementOptions,
  KeyRange,
  PutManyOptions,
  PutOptions,
  Storable,
} from '../api.ts'
import { checkKey, checkKeys } from '../check-key.ts'
import { checkPairs } from '../check-pairs.ts'
import { checkOptions } from '../check-options.ts'
import { requireWhole } from '../commits.ts'
import type { Batch, Commit, KeyCheck, Mode, Out, Row, Write } from '../contract.ts'
import { KvasirError } from '../errors.ts'
import { live } from '../expiry.ts'
import { DELETE, INCREMENT, PUT, PUT_MANY, RANGE } from '../option-names.ts'
import { planDelete } from '../plan/delete.ts'
import { planExpire, toExpiry } from '../plan/expire.ts'
import { planIncrement } from '../plan/increment.ts'
import type { Plan } from '../plan/plan.ts'
import { planPut, putNeedsCurrent } from '../plan/put.ts'
import type { Place } from '../plan/set.ts'
import { isEmptySpan, planSpan } from '../plan/span.ts'
import { planTouch } from '../plan/touch.ts'
import { planUpdate } from '../plan/update.ts'
import { type Task, wait } from '../task.ts'
import { encodeMetadata } from '../values/encode.ts'
import type { Home } from './home.ts'
import { NamespaceReads, NO_SPACE } from './reads.ts'
import { MAX_ATTEMPTS } from './max-attempts.ts'

/** What decides on a change of a key, from the live row and the time. */
type Planner<T> = (place: Place, current: Row | undefined, now: number) => Plan<T>

/** What a change of a key came to. */
interface Changed<T> {
  readonly result: T
  /** The revision that was written; 0 when nothing was. */
  readonly revision: number
}

/** The writes to a namespace. */
export type Writer = (home: Home) => readonly Write[]

export type Committed = Commit & { readonly ok: true }

/** The operations on a namespace that write, for both modes: load, plan, commit, return. */
export class NamespaceWrites<V, M extends Mode> extends NamespaceReads<V, M> {
  put(key: string, value: Storable<V, M>, options?: PutOptions): Out<M, number> {
    return this.scope.run(this.putTask(key, value, options))
  }

  putMany(entries: Iterable<readonly [key: string, value: V]>, options?: PutManyOptions): Out<M, void> {
    return this.scope.run(this.#putMany(entries, options))
  }

  delete(key: string, options?: DeleteOptions): Out<M, boolean> {
    return this.scope.run(this.#delete(key, options))
  }

  deleteMany(keys: readonly string[]): Out<M, number> {
    return this.scope.run(this.#deleteMany(keys))
  }

  clear(range?: KeyRange): Out<M, void> {
    return this.scope.run(this.#clear(range))
  }

  increment(key: string, by = 1, options?: IncrementOptions): Out<M, number> {
    return this.scope.run(this.#increment(key, by, options))
  }

  update(key: string, change: (current: V | undefined) => V | undefined): Out<M, V | undefined> {
    const { rich } = this.scope
    return this.#run(key, true, (place, current, now) => planUpdate(place, change, rich, current, now))
  }

  expire(key: string, expiry: number | { readonly expiresAt: number }): Out<M, boolean> {
    return this.checked(() => {
      const asked = toExpiry(expiry)
      return resultOf(
        this.#change(key, false, (place, current, now) => planExpire(place, asked, current, now)),
      )
    })
  }

  persist(key: string): Out<M, boolean> {
    return this.#run(key, false, (place, current, now) => planExpire(place, {}, current, now))
  }

  touch(key: string, ttl?: number): Out<M, boolean> {
    return this.#run(key, false, (place, current, now) => planTouch(place, ttl, current, now))
  }

  protected *putTask(key: string, value: Storable<V, M>, options?: PutOptions): Task<number> {
    checkKey(key)
    // Everything is taken from the caller before the first wait, so that changing it later changes nothing.
    const asked = checkOptions(options, PUT)
    const encoded = this.scope.encode(value, asked)
    const metadata = encodeMetadata(asked.metadata)
    const plan: Planner<undefined> = (place, current, now) => ({
      write: planPut(place, encoded, metadata, now, asked, current),
      result: undefined,
    })
    if (putNeedsCurrent(asked)) {
      return (yield* this.#change(key, true, plan)).revision
    }
    const now = this.scope.clock()
    const write: Writer = (home) => [planPut(placeIn(home, key), encoded, metadata, now, asked)]
    return (yield* this.scope.inTurn(this.name, key, 'write', () => this.create(write))).first
  }

  *#putMany(
    entries: Iterable<readonly [key: string, value: V]>,
    options: PutManyOptions | undefined,
  ): Task<void> {
    const { ttl, expiresAt, metadata, clone } = checkOptions(options, PUT_MANY)
    const encoded = checkPairs(entries).map(([key, value]) => ({
      key: checkKey(key),
      value: this.scope.encode(value, { clone }),
    }))
    const text = encodeMetadata(metadata)
    const now = this.scope.clock()
    const write: Writer = (home) =>
      encoded.map(({ key, value }) => planPut(placeIn(home, key), value, text, now, { ttl, expiresAt }))
    yield* this.scope.inTurn(this.name, undefined, 'write', () => this.create(write))
  }

  *#delete(key: string, options: DeleteOptions | undefined): Task<boolean> {
    const { ifRevision } = checkOptions(options, DELETE)
    checkKey(key)
    if (ifRevision === undefined) {
      return (yield* this.scope.inTurn(this.name, key, 'write', () => this.#deleteKeys([key]))) === 1
    }
    const plan: Planner<boolean> = (place, current) => planDelete(place, ifRevision, current)
    return (yield* this.#change(key, false, plan)).result
  }

  *#deleteMany(keys: readonly string[]): Task<number> {
    const asked = checkKeys(keys)
    return yield* this.scope.inTurn(this.name, undefined, 'write', () => this.#deleteKeys(asked))
  }

  *#deleteKeys(keys: readonly string[]): Task<number> {
    const commit = yield* this.writeIfFound(({ id }) =>
      keys.map((key) => ({ kind: 'delete', space: id, key })),
    )
    return commit?.replaced.filter((row) => live(row, this.scope.clock) !== undefined).length ?? 0
  }

  *#clear(range: KeyRange | undefined): Task<void> {
    const span = planSpan(NO_SPACE, checkOptions(range, RANGE))
    if (isEmptySpan(span)) return
    const writer: Writer = ({ id }) => [{ kind: 'deleteRange', ...span, space: id }]
    yield* this.scope.inTurn(this.name, undefined, 'write', () => this.writeIfFound(writer))
  }

  *#increment(key: string, by: number, options: IncrementOptions | undefined): Task<number> {
    const asked = checkOptions(options, INCREMENT)
    const plan: Planner<number> = (place, current, now) => planIncrement(place, by, asked, current, now)
    return (yield* this.#change(key, true, plan)).result
  }

  #run<T>(key: string, create: boolean, plan: Planner<T>): Out<M, T> {
    return this.scope.run(resultOf(this.#change(key, create, plan)))
  }

  /** Reads, plans and commits a change of a key until nobody came between. */
  #change<T>(key: string, create: boolean, plan: Planner<T>): Task<Changed<T>> {
    return this.scope.inTurn(this.name, key, 'change', () => this.#changeNow(key, create, plan))
  }

  *#changeNow<T>(key: string, create: boolean, plan: Planner<T>): Task<Changed<T>> {
    checkKey(key)
    requireWhole(this.backend)
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      const home = yield* create ? this.#findOrFound() : this.find()
      const row = home?.exists === true ? yield* wait(this.backend.get(home.id, key)) : undefined
      const now = this.scope.clock()
      const current = live(row, () => now)
      const { write, result } = plan(placeIn(home, key), current, now)
      if (write === undefined || home === undefined) return { result, revision: 0 }
      const check: KeyCheck = { kind: 'key', space: home.id, key, revision: row?.revision ?? 0 }
      const commit = yield* this.#commit(home, { checks: [check], writes: [write] })
      if (commit.ok) return { result, revision: commit.first }
    }
    throw contended(key)
  }

  /** Commits writes that depend on nothing but the namespace, and creates it if need be. */
  protected *create(writer: Writer): Task<Committed> {
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      const home = yield* this.#findOrFound()
      const commit = yield* this.#commit(home, { checks: [], writes: writer(home) })
      if (commit.ok) return commit
    }
    throw contended(this.name)
  }

  /** Commits writes that depend on nothing but the namespace, if it exists; tells what they replaced. */
  protected *writeIfFound(writer: Writer): Task<Committed | undefined> {
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      const home = yield* this.find()
      if (home === undefined) return undefined
      const commit = yield* this.#commit(home, { checks: [], writes: writer(home), replaced: true })
      if (commit.ok) return commit
    }
    throw contended(this.name)
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
}

function* resultOf<T>(task: Task<Changed<T>>): Task<T> {
  return (yield* task).result
}

/** A key in a namespace. */
export function placeIn(home: Home | undefined, key: string): Place {
  return { space: home?.id ?? NO_SPACE, key, longest: home?.longest, slides: home?.slides === true }
}

function contended(what: string): KvasirError {
  return new KvasirError(
    'CONFLICT',
    `Other writers came first ${MAX_ATTEMPTS} times at ${JSON.stringify(what)}; try again later.`,
  )
}
