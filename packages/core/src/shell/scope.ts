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
import type { Backend, Batch, Commit, Mode, Out } from '../contract.ts'
import { KvasirError } from '../errors.ts'
import type { LiveStore } from '../live/live.ts'
import { Overlay } from '../overlay.ts'
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
import { late, type Task, wait } from '../task.ts'
import { type Encoded, encodeValue } from '../values/encode.ts'
import { checkNow } from './check-now.ts'
import { commitTo } from './commit-to.ts'
import { requireWhole } from '../commits.ts'
import { Home, isRuled } from './home.ts'
import type { Manner, Pace } from './pace.ts'
import { transact } from './transact.ts'

type CloneOption = Pick<PutManyOptions, 'clone'>

const NO_OPTIONS: CloneOption = {}

/** What a store has of its mode. */
export interface ModeParts<M extends Mode> {
  /** `homes` is what is known of the namespaces. */
  readonly newPace: (homes: ReadonlyMap<string, Home>) => Pace<M>
  /** Makes a handle to a namespace. */
  readonly toHandle: <V>(scope: ScopeShell<M>, name: string, home?: Home) => NamespaceOf<V, M>
}

/** What a store and a transaction have in common: a backend, and what is known of its namespaces. */
export class ScopeShell<M extends Mode> implements Scope<M> {
  readonly mode: M
  readonly backend: Backend<M>
  readonly clock: () => number
  readonly rich: RichCodec | undefined
  readonly pace: Pace<M>
  /** Names that were deleted in this scope: the handles of the scope around it must learn of them. */
  readonly deleted: Set<string> = new Set()
  /** Set by a store that can be watched. */
  live: LiveStore | undefined
  /** The names of what a transaction has written to: the rules are for its end. */
  readonly written: Set<string> = new Set()
  readonly #options: StoreOptions
  readonly #parts: ModeParts<M>
  readonly #homes = new Map<string, Home>()
  #ended: KvasirError | undefined

  constructor(backend: Backend<M>, options: StoreOptions, parts: ModeParts<M>) {
    this.mode = backend.mode
    this.backend = backend
    const { clock } = options
    this.clock = clock === undefined ? Date.now : () => checkNow(clock())
    this.rich = options.rich
    this.#options = options
    this.#parts = parts
    this.pace = parts.newPace(this.#homes)
  }

  namespace<V = unknown>(name: string): NamespaceOf<V, M> {
    return this.#parts.toHandle<V>(this, checkName(name))
  }

  createNamespace<V = unknown>(
    name: string,
    options: CreateNamespaceOptions = {},
  ): Out<M, NamespaceOf<V, M>> {
    const asked = { ...options }
    return this.run(this.inTurn(name, undefined, 'change', () => this.#create<V>(name, asked)))
  }

  openNamespace<V = unknown>(name: string): Out<M, NamespaceOf<V, M> | undefined> {
    return this.run(late(() => this.inTurn(checkName(name), undefined, 'read', () => this.#open<V>(name))))
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
    return this.run(late(() => this.#inspect(checkName(name))))
  }

  transaction<T>(work: (scope: Scope<M>) => Out<M, T>): Out<M, T> {
    return this.run(transact(this, work))
  }

  /** Encodes a value; throws `INVALID_VALUE` for one that cannot be stored in the way that is asked for. */
  encode(value: unknown, { clone = false }: CloneOption = NO_OPTIONS): Encoded {
    const canClone = this.backend.capabilities.clone
    const cloning = clone ? (canClone ? 'asked' : 'refused') : canClone ? 'possible' : 'impossible'
    return encodeValue(value, this.rich, cloning)
  }

  /** Runs an operation in the manner of the mode; throws, or rejects with, why there are no more once that is so. */
  run<T>(task: Task<T>): Out<M, T> {
    return this.pace.run(task, this.checkOpen)
  }

  /** Throws once there are no more operations. */
  readonly checkOpen: () => void = () => {
    // A new error each time, with the stack of the call that is refused.
    if (this.#ended !== undefined) throw new KvasirError(this.#ended.code, this.#ended.message)
  }

  /** Runs an operation for somebody who waits for it in both modes. */
  async start<T>(task: Task<T>): Promise<T> {
    return (await this.run(task)) as T
  }

  /** Runs an operation on a namespace in its turn. */
  inTurn<T>(name: string, key: string | undefined, manner: Manner, task: () => Task<T>): Task<T> {
    return this.pace.inTurn(name, key, manner, task)
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

  /** See {@link commitTo}. */
  commit(home: Home, batch: Batch): Task<Commit> {
    return commitTo(this, home, batch)
  }

  /** Commits a batch that is whole. */
  *send(batch: Batch): Task<Commit> {
    const answer = this.backend.commit(batch)
    return yield* wait(this.live === undefined ? answer : this.live.follow(answer, batch))
  }

  /** Takes note that a commit has created a namespace, at this revision. */
  founded(home: Home, revision: number): void {
    home.founded(revision)
    // A reader may have met the new namespace before the commit was answered.
    if (this.#homes.get(home.name)?.id !== home.id) this.#homes.set(home.name, home)
  }

  /** Tells the rules of a commit, unless it is one of a transaction that may come to nothing. */
  noteCommit(spaces: readonly Registration[], batch: Batch, revision: number): void {
    if (this.backend instanceof Overlay) return
    this.#options.rules?.committed(this.backend, spaces, batch, revision)
  }

  /** The same store over another backend: a transaction. */
  over(backend: Backend<M>): ScopeShell<M> {
    return new ScopeShell(backend, this.#options, this.#parts)
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

  *#inspect(name: string): Task<NamespaceInfo | undefined> {
    const registration = yield* findNamespace(this.backend, name)
    return registration && (yield* inspectNamespace(this.backend, registration, this.clock()))
  }

  *#create<V>(name: string, options: CreateNamespaceOptions): Task<NamespaceOf<V, M>> {
    // Every write to it would be refused by a store without rules, which throws here, or without whole commits.
    if (isRuled(options) && this.rules !== undefined) requireWhole(this.backend)
    this.#remember(yield* createNamespace(this.backend, checkName(name), options, this.clock()))
    return this.namespace<V>(name)
  }

  *#open<V>(name: string): Task<NamespaceOf<V, M> | undefined> {
    const registration = yield* findNamespace(this.backend, name)
    return registration && this.#parts.toHandle<V>(this, name, this.#remember(registration))
  }

  *#delete(name: string): Task<boolean> {
    const existed = yield* deleteNamespace(this.backend, checkName(name), this.clock())
    this.forget(name)
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

  /** Takes note that the namespace of a name was deleted. */
  forget(name: string): void {
    const home = this.#homes.get(name)
    if (home !== undefined) home.gone = true
    this.#homes.delete(name)
    this.deleted.add(name)
  }
}
