import type {
  CreateNamespaceOptions,
  NamespaceHead,
  NamespaceInfo,
  NamespaceOf,
  PutManyOptions,
  RichCodec,
  Scope,
  StoreOptions,
} from '../api.ts'
import { commitsWhole, requireSingle, requireWhole } from '../commits.ts'
import type { Backend, Batch, Commit, Mode, Out } from '../contract.ts'
import { KvasirError } from '../errors.ts'
import { withGraves } from '../graves.ts'
import type { LiveStore } from '../live/live.ts'
import { Overlay } from '../overlay.ts'
import { isThenable } from '../is-thenable.ts'
import {
  checkName,
  createNamespace,
  deleteNamespace,
  findNamespace,
  inspectNamespace,
  listNamespaces,
  lookUp,
  requireSide,
  toNamespaceHead,
} from '../registry.ts'
import type { Registration } from '../registration.ts'
import type { Rules } from '../rules/rules.ts'
import { REGISTRY } from '../spaces.ts'
import { runAsync, runSync, type Task, wait } from '../task.ts'
import { type Encoded, encodeValue } from '../values/encode.ts'
import { Home } from './home.ts'
import { Sequence } from './sequence.ts'

/** How often something is tried again when others come first, before `CONFLICT` is thrown. */
export const MAX_ATTEMPTS = 256

/** What an operation does with its namespace: it reads, writes in one step if it can, or takes several steps. */
export type Manner = 'read' | 'write' | 'change'

type CloneOption = Pick<PutManyOptions, 'clone'>

const NO_OPTIONS: CloneOption = {}

/** Makes the namespace handles of a mode. */
export type Handles<M extends Mode> = <V>(
  scope: ScopeShell<M>,
  name: string,
  home?: Home,
) => NamespaceOf<V, M>

/** What a store and a transaction have in common: a backend, and what is known of its namespaces. */
export class ScopeShell<M extends Mode> implements Scope<M> {
  readonly mode: M
  readonly backend: Backend<M>
  readonly clock: () => number
  readonly rich: RichCodec | undefined
  /** Names that were deleted in this scope: the handles of the scope around it must learn of them. */
  readonly deleted: Set<string> = new Set()
  /** Set by a store that can be watched. */
  live: LiveStore | undefined
  /** The names of what a transaction has written to: the rules are for its end. */
  readonly written: Set<string> = new Set()
  readonly #options: StoreOptions
  readonly #handles: Handles<M>
  readonly #homes = new Map<string, Home>()
  readonly #sequences = new Map<string, Sequence>()
  #ended: KvasirError | undefined
  #running = 0
  #onIdle: (() => void) | undefined

  constructor(backend: Backend<M>, options: StoreOptions, handles: Handles<M>) {
    this.mode = backend.mode
    this.backend = backend
    const { clock } = options
    this.clock = clock === undefined ? Date.now : () => checkNow(clock())
    this.rich = options.rich
    this.#options = options
    this.#handles = handles
  }

  namespace<V = unknown>(name: string): NamespaceOf<V, M> {
    return this.#handles<V>(this, checkName(name))
  }

  createNamespace<V = unknown>(
    name: string,
    options: CreateNamespaceOptions = {},
  ): Out<M, NamespaceOf<V, M>> {
    const asked = { ...options }
    return this.run(this.inTurn(name, undefined, 'change', () => this.#create<V>(name, asked)))
  }

  openNamespace<V = unknown>(name: string): Out<M, NamespaceOf<V, M> | undefined> {
    return this.run(this.inTurn(checkName(name), undefined, 'read', () => this.#open<V>(name)))
  }

  deleteNamespace(name: string): Out<M, boolean> {
    return this.run(this.inTurn(name, undefined, 'change', () => this.#delete(name)))
  }

  namespaces(options: { readonly sizes: false }): Out<M, NamespaceHead[]>
  namespaces(): Out<M, NamespaceInfo[]>
  namespaces({ sizes = true }: { readonly sizes?: boolean } = {}): Out<M, NamespaceHead[]> {
    return this.run(this.#list(sizes))
  }

  namespaceInfo(name: string): Out<M, NamespaceInfo | undefined> {
    return this.run(this.#inspect(checkName(name)))
  }

  transaction<T>(work: (scope: Scope<M>) => Out<M, T>): Out<M, T> {
    return this.run(this.transact(work))
  }

  /** Encodes a value; throws `INVALID_VALUE` for one that cannot be stored in the way that is asked for. */
  encode(value: unknown, { clone = false }: CloneOption = NO_OPTIONS): Encoded {
    const canClone = this.backend.capabilities.clone
    const cloning = clone ? (canClone ? 'asked' : 'refused') : canClone ? 'possible' : 'impossible'
    return encodeValue(value, this.rich, cloning)
  }

  /** Runs an operation in the manner of the mode; throws, or rejects with, why there are no more once that is so. */
  run<T>(task: Task<T>): Out<M, T> {
    return (this.mode === 'sync' ? this.#runOpen(task) : this.#runCounted(task)) as Out<M, T>
  }

  /** Throws once there are no more operations. */
  checkOpen(): void {
    // A new error each time, with the stack of the call that is refused.
    if (this.#ended !== undefined) throw new KvasirError(this.#ended.code, this.#ended.message)
  }

  /** Runs an operation for somebody who waits for it in both modes. */
  async start<T>(task: Task<T>): Promise<T> {
    return this.mode === 'sync' ? this.#runOpen(task) : await this.#runCounted(task)
  }

  /** Runs an operation on a namespace in its turn. */
  *inTurn<T>(name: string, key: string | undefined, manner: Manner, task: () => Task<T>): Task<T> {
    if (this.mode === 'sync') return yield* task()
    let sequence = this.#sequences.get(name)
    if (sequence === undefined) this.#sequences.set(name, (sequence = new Sequence()))
    const home = this.#homes.get(name)
    const takesSteps = manner === 'change' || (manner === 'write' && home?.isRuled === true)
    if (home !== undefined && !takesSteps && !sequence.isBusy(key)) return yield* task()
    // As long as the namespace is not known, every operation takes a step to look for it. Where it has limits, every
    // write depends on all others.
    const isAboutAll = home === undefined || (home.isLimited && manner !== 'read')
    return yield* wait(sequence.run(isAboutAll ? undefined : key, () => runAsync(task())))
  }

  /** A namespace that exists; undefined when there is none of the name. */
  *find(name: string): Task<Home | undefined> {
    const known = this.#homes.get(name)
    if (known !== undefined) return known
    const registration = yield* findNamespace(this.backend, name)
    return registration && this.#remember(registration)
  }

  /** A namespace that exists or that the next commit to it creates. */
  *findOrFound(name: string): Task<Home> {
    const known = this.#homes.get(name)
    if (known !== undefined) return known
    const { found, founding } = yield* lookUp(this.backend, name, this.clock())
    return found === undefined ? new Home(founding) : this.#remember(found)
  }

  /** The one home that all handles to a namespace share, for a home that was committed to. */
  shared(home: Home): Home {
    const known = this.#homes.get(home.name)
    return known?.id === home.id ? known : home
  }

  /**
   * Commits to a namespace; what is answered is about the writes that are given. When the answer is not ok, what is
   * known of the namespace is up to date again.
   */
  *commit(home: Home, { checks, writes, replaced = false }: Batch): Task<Commit> {
    const { founding } = home
    requireSingle(this.backend, { checks, writes })
    const buried = commitsWhole(this.backend) ? withGraves(writes, home.id, this.clock) : writes
    const batch = {
      checks: [...home.checks, ...checks],
      writes: founding.length === 0 ? buried : [...founding, ...buried],
      replaced,
    }
    const whole = yield* this.#elaborate(home, batch)
    const commit = yield* this.#send(whole)
    if (!commit.ok) {
      if (commit.failed.space === REGISTRY && home.exists) yield* this.isCurrent(home)
      return commit
    }
    if (!home.exists) {
      home.founded(commit.first)
      // A reader may have met the new namespace before the commit was answered.
      if (this.#homes.get(home.name)?.id !== home.id) this.#homes.set(home.name, home)
    }
    if (home.isRuled) this.#noteCommit([home.registration], whole, commit.last)
    else if (founding.length === 0) return commit
    const from = founding.length
    return {
      ...commit,
      first: commit.first + from,
      replaced: commit.replaced.slice(from, from + writes.length),
    }
  }

  /** A batch for a namespace with what its rules add; in a transaction they are for the end of all. */
  *#elaborate(home: Home, batch: Batch): Task<Batch> {
    if (this.backend instanceof Overlay) {
      this.written.add(home.name)
      return batch
    }
    if (!home.isRuled) return batch
    requireWhole(this.backend)
    const { registration } = home
    try {
      return yield* this.rules.elaborate(this.backend, [registration], batch, this.clock())
    } catch (error) {
      const isSame = !home.exists || (yield* this.isCurrent(home))
      if (isSame && home.registration.guard.revision === registration.guard.revision) throw error
      // By rules of before: its guard refuses the batch, and the next attempt goes by those of now.
      return batch
    }
  }

  *#send(batch: Batch): Task<Commit> {
    const answer = this.backend.commit(batch)
    return yield* wait(this.live === undefined ? answer : this.live.follow(answer, batch))
  }

  /** Tells the rules of a commit, unless it is one of a transaction that may come to nothing. */
  #noteCommit(spaces: readonly Registration[], batch: Batch, revision: number): void {
    if (this.backend instanceof Overlay) return
    this.#options.rules?.committed(this.backend, spaces, batch, revision)
  }

  /** Throws `INVALID_OPTION` for a store that has none. */
  get rules(): Rules {
    const { rules } = this.#options
    if (rules !== undefined) return rules
    throw new KvasirError(
      'INVALID_OPTION',
      'Limits, history and eviction take rules: open the store with those of @kvasir/core/rules.',
    )
  }

  /** Learns anew about a namespace; answers whether it still is the same one. */
  *isCurrent(home: Home): Task<boolean> {
    const registration = yield* findNamespace(this.backend, home.name)
    if (registration?.id === home.id) {
      home.update(registration)
      return true
    }
    if (this.#homes.get(home.name) === home) this.#homes.delete(home.name)
    home.gone = true
    return false
  }

  /** Refuses whatever is asked for from now on; what is under way goes on. */
  refuse(reason: KvasirError): void {
    this.#ended = reason
    // A synchronous handle looks no further than its home.
    if (this.mode === 'sync') for (const home of this.#homes.values()) home.gone = true
  }

  /** Returns once everything that was asked for has ended. */
  *idle(): Task<void> {
    while (this.#running > 0) {
      const { promise, resolve } = Promise.withResolvers<void>()
      this.#onIdle = resolve
      yield* wait(promise)
    }
  }

  #runOpen<T>(task: Task<T>): T {
    this.checkOpen()
    return runSync(task)
  }

  async #runCounted<T>(task: Task<T>): Promise<T> {
    this.checkOpen()
    this.#running++
    try {
      return await runAsync(task)
    } finally {
      if (--this.#running === 0) this.#onIdle?.()
    }
  }

  *#inspect(name: string): Task<NamespaceInfo | undefined> {
    const registration = yield* findNamespace(this.backend, name)
    return registration && (yield* inspectNamespace(this.backend, registration, this.clock()))
  }

  *#create<V>(name: string, options: CreateNamespaceOptions): Task<NamespaceOf<V, M>> {
    this.#remember(yield* createNamespace(this.backend, checkName(name), options, this.clock()))
    return this.namespace<V>(name)
  }

  *#open<V>(name: string): Task<NamespaceOf<V, M> | undefined> {
    const registration = yield* findNamespace(this.backend, name)
    return registration && this.#handles<V>(this, name, this.#remember(registration))
  }

  *#delete(name: string): Task<boolean> {
    const existed = yield* deleteNamespace(this.backend, checkName(name), this.clock())
    this.#forget(name)
    return existed
  }

  *#list(sizes: boolean): Task<NamespaceHead[]> {
    const registrations = yield* listNamespaces(this.backend)
    if (!sizes) return registrations.map(toNamespaceHead)
    const infos: NamespaceInfo[] = []
    const now = this.clock()
    for (const registration of registrations)
      infos.push(yield* inspectNamespace(this.backend, registration, now))
    return infos
  }

  /** Runs `work` in a transaction, and again when others come first; the task yields what it returns. */
  *transact<T>(work: (scope: Scope<M>) => Out<M, T>): Task<T> {
    requireWhole(this.backend)
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      const overlay = new Overlay(this.backend)
      const scope = new ScopeShell(overlay, this.#options, this.#handles)
      let failure: { readonly error: unknown } | undefined
      let result: T | undefined
      try {
        result = (yield* wait(this.#checkMode(work(scope)))) as T
      } catch (error) {
        failure = { error }
      }
      yield* scope.idle()
      scope.refuse(
        new KvasirError('TRANSACTION_ENDED', 'The transaction has ended; use its handles only inside it.'),
      )
      const { checks, writes } = overlay.toBatch()
      let whole: Batch = { checks, writes }
      let ruled: readonly Registration[] = []
      try {
        if (failure === undefined) {
          ruled = yield* this.#ruledBy(scope, overlay)
          if (ruled.length > 0) whole = yield* this.rules.elaborate(this.backend, ruled, whole, this.clock())
        }
      } catch (error) {
        failure = { error }
      }
      if (failure === undefined) {
        const commit = yield* this.#send(whole)
        if (commit.ok) {
          this.#noteCommit(ruled, whole, commit.last)
          for (const name of scope.deleted) this.#forget(name)
          return result as T
        }
      } else {
        // What work saw may never have been true at one time; then its error says nothing, and it runs again.
        const commit = yield* wait(this.backend.commit({ checks, writes: [] }))
        if (commit.ok) throw failure.error
      }
    }
    throw new KvasirError(
      'CONFLICT',
      `The transaction was overtaken by other writers ${MAX_ATTEMPTS} times; try again later.`,
    )
  }

  /** The namespaces with rules that a transaction has written to, as it leaves them behind; the outermost one's to judge. */
  *#ruledBy(scope: ScopeShell<M>, overlay: Overlay<M>): Task<readonly Registration[]> {
    if (this.backend instanceof Overlay) {
      for (const name of scope.written) this.written.add(name)
      return []
    }
    const ruled: Registration[] = []
    for (const name of scope.written) {
      const registration = yield* findNamespace(overlay, name)
      if (registration !== undefined && Home.of(registration).isRuled) ruled.push(registration)
    }
    return ruled
  }

  #checkMode<T>(returned: T): T {
    if (this.mode === 'sync' && isThenable(returned)) {
      // Whatever becomes of the promise, the error below is thrown in its place.
      Promise.resolve(returned).catch(() => {})
      throw new KvasirError(
        'PROMISE_IN_SYNC',
        'The function given to a synchronous transaction returned a promise, so nothing was written; use an asynchronous store to await something.',
      )
    }
    return returned
  }

  #remember(registration: Registration): Home {
    requireSide(this.backend, registration.name, registration)
    const known = this.#homes.get(registration.name)
    if (known !== undefined && known.id === registration.id) {
      known.update(registration)
      return known
    }
    if (known !== undefined) known.gone = true
    const home = Home.of(registration)
    this.#homes.set(registration.name, home)
    return home
  }

  #forget(name: string): void {
    const home = this.#homes.get(name)
    if (home !== undefined) home.gone = true
    this.#homes.delete(name)
    this.deleted.add(name)
  }
}

/** Throws `INVALID_OPTION` unless a clock of the caller's tells a time: backends would disagree about what it means. */
function checkNow(now: number): number {
  if (typeof now === 'number' && Number.isFinite(now) && now >= 0) return now
  throw new KvasirError(
    'INVALID_OPTION',
    `The clock of a store tells epoch milliseconds; it told ${String(now)}.`,
  )
}

/** The error for a handle to a namespace that was deleted. */
export function deletedError(name: string): KvasirError {
  return new KvasirError(
    'NAMESPACE_DELETED',
    `The namespace ${JSON.stringify(name)} was deleted; get a new handle to use the name again.`,
  )
}

/** Throws `INVALID_OPTION` for a store that is not looked after, and `UNAVAILABLE` for one that cannot be. */
export function requireLive({ live, backend }: Pick<ScopeShell<Mode>, 'live' | 'backend'>): LiveStore {
  if (live !== undefined) return live
  if (!commitsWhole(backend)) {
    throw new KvasirError(
      'UNAVAILABLE',
      `The backend ${backend.name} does not tell what has changed, and removes by itself what has expired: watching and sweeping are not to be had.`,
    )
  }
  throw new KvasirError(
    'INVALID_OPTION',
    'Watching and sweeping take somebody who looks after the store: open it with live of @kvasir/core/live.',
  )
}
