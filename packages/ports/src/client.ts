import {
  type Backend,
  type Batch,
  type Capabilities,
  type Commit,
  type Health,
  isKvasirError,
  KvasirError,
  type Mode,
  type Row,
  type Scan,
  type Stat,
  type Tally,
} from '@kvasir/core'
import { Calls, type Route } from './calls.ts'
import { type Epoch, isSameEpoch, randomId } from './epoch.ts'
import {
  type Answers,
  type Call,
  isMessage,
  type Served,
  type ToServer,
  type Welcome,
  type WireHealth,
} from './messages.ts'
import { ownBatch } from './own-bytes.ts'
import { listen, post, type Port } from './port.ts'
import type { PortServer } from './server.ts'
import { Subscription } from './subscription.ts'
import { VERSIONS } from './versions.ts'
import { fromWireError } from './wire-error.ts'

export interface ClientOptions {
  /** Milliseconds; how long to wait for an answer. */
  readonly patience: number
  /** Whether a client whose server has ended waits for another one. */
  readonly outlivesServer: boolean
  /** Called when a server has welcomed this client. */
  readonly whenWelcomed?: () => void
  /** Called by `close` when there is nothing left to be answered. */
  readonly whenClosed?: () => Promise<void>
}

/** Why calls fail at once. */
interface Failure {
  readonly error: KvasirError
  /** Gives the next call another chance. */
  readonly retry?: (() => void) | undefined
}

/** A backend whose calls are requests to a server, to this one or the one that follows it. */
export class Client implements Backend<'async'> {
  readonly mode = 'async'
  readonly #port: Port
  readonly #options: ClientOptions
  readonly #link = randomId()
  readonly #calls: Calls
  readonly #subscription = new Subscription(() => this.#calls.route)
  readonly #firstWelcome = Promise.withResolvers<void>()
  /** The newest epoch that was heard of. */
  #known: Epoch | undefined
  #served: Served | undefined
  #failure: Failure | undefined
  #closing: Promise<void> | undefined
  #onOpening: (() => void) | undefined
  #stopListening: (() => void) | undefined

  /** Throws `INVALID_OPTION` for a patience that no timer can have. */
  constructor(port: Port, options: ClientOptions) {
    const { patience } = options
    if (!(patience > 0 && patience <= MAX_TIMER)) {
      throw new KvasirError(
        'INVALID_OPTION',
        `patience is ${patience}; it must be milliseconds above 0 and up to ${MAX_TIMER}.`,
      )
    }
    this.#port = port
    this.#options = options
    this.#calls = new Calls(patience, this.#link)
    // Nobody need wait for it; whoever does is told.
    this.#firstWelcome.promise.catch(() => {})
  }

  get name(): string {
    return this.#about.name
  }

  get capabilities(): Capabilities {
    return this.#about.capabilities
  }

  get servedMode(): Mode {
    return this.#about.mode
  }

  /** The newest term that was heard of; 0 before the first. */
  get term(): number {
    return this.#known?.term ?? 0
  }

  get(space: number, key: string): Promise<Row | undefined> {
    return this.#call({ op: 'get', space, key })
  }

  getMany(space: number, keys: readonly string[]): Promise<readonly (Row | undefined)[]> {
    return this.#call({ op: 'getMany', space, keys })
  }

  scan(scan: Scan): Promise<readonly Row[]> {
    return this.#call({ op: 'scan', scan })
  }

  commit(batch: Batch): Promise<Commit> {
    return this.#call({ op: 'commit', batch: ownBatch(batch) })
  }

  stat(tally: Tally): Promise<Stat> {
    return this.#call({ op: 'stat', tally })
  }

  onCommit(listener: () => void): () => void {
    if (this.#closing !== undefined) throw closed()
    return this.#subscription.add(listener)
  }

  flush(): Promise<void> {
    return this.#call({ op: 'flush' })
  }

  /** While nobody answers, it tells what was known last, and that as the failure. */
  async health(): Promise<Health> {
    try {
      const health = await this.#call<Health>({ op: 'health' })
      return { ...health, role: this.#isOwner ? 'owner' : 'guest' }
    } catch (error) {
      if (this.#closing !== undefined || !isKvasirError(error) || error.code === 'CLOSED') throw error
      const { writing: unsaved } = this.#calls
      return { ...fromWireHealth(this.#about.health), unsaved, failure: error, role: 'guest' }
    }
  }

  /** Ends this client; the backend stays open for others. */
  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  /**
   * Says hello, and resolves when a server has welcomed this client or was attached. Rejects with `TIMEOUT` when
   * nobody answers, with `PROTOCOL_MISMATCH`, `UNAVAILABLE`, `CLOSED`, and with the reason of an aborted signal.
   * While `isOpeningHere`, a server in the same place is waited for.
   */
  async open(signal: AbortSignal | undefined, isOpeningHere: () => boolean = () => false): Promise<void> {
    const { promise: nobody, reject } = Promise.withResolvers<never>()
    let isOpening = false
    let timer: ReturnType<typeof setTimeout> | undefined
    const wait = (): void => {
      timer = setTimeout(() => {
        if (!isOpening && !isOpeningHere()) return reject(this.#calls.unanswered())
        isOpening = false
        this.greet()
        wait()
      }, this.#options.patience)
    }
    this.#onOpening = () => {
      isOpening = true
    }
    try {
      this.listen()
      wait()
      this.greet()
      await Promise.race([this.welcomed(signal), nobody])
    } finally {
      clearTimeout(timer)
      this.#onOpening = undefined
    }
  }

  /** Resolves when there is a server; rejects as {@link Client.open} does, but waits for ever. */
  async welcomed(signal: AbortSignal | undefined): Promise<void> {
    signal?.throwIfAborted()
    const { promise, reject } = Promise.withResolvers<never>()
    const abort = (): void => reject(signal?.reason as Error)
    signal?.addEventListener('abort', abort)
    try {
      await Promise.race([this.#firstWelcome.promise, promise])
    } finally {
      signal?.removeEventListener('abort', abort)
    }
  }

  /** Hears what comes from now on. */
  listen(): void {
    this.#stopListening ??= listen(this.#port, {
      message: (data) => this.#hear(data),
      fault: (cause) => this.#fault(cause),
      end: (cause) => this.#end('The other end of the port is closed.', cause),
    })
  }

  /** Hears nothing any more. */
  stop(): void {
    this.#stopListening?.()
  }

  /** Asks whoever serves for a welcome. */
  greet(): void {
    this.#post({ kvasir: 'hello', link: this.#link, versions: VERSIONS, known: this.#known })
  }

  /** To be called when messages may have been missed: asks who serves, and for what there is to be told. */
  catchUp(): void {
    this.greet()
    this.#subscription.renew()
  }

  /** Uses a server in the same place, and without a deadline, for what is unanswered and what comes. */
  attach(server: PortServer, served: Served): void {
    this.#enter(served, {
      epoch: server.epoch,
      isLocal: true,
      send: (requests) =>
        server.accept(requests, (outcome) => {
          const { n } = outcome.request
          if (outcome.ok) this.#calls.settle(n, outcome.value)
          else this.#calls.refuse(n, fromBackend(outcome.error))
        }),
      subscribe: (tell) => server.subscribe(tell),
      unsubscribe: () => server.unsubscribe(),
    })
  }

  /** Leaves a server that was attached, before it ends; it still answers what it has accepted. */
  detach({ epoch }: PortServer): void {
    this.#known = epoch
    this.#calls.leave(true)
  }

  /** Fails what is unanswered, and what is called until there is a server; the next call may `retry`. */
  fail(error: KvasirError, retry?: () => void): void {
    this.#failure = { error, retry }
    this.#firstWelcome.reject(error)
    this.#calls.leave(false)
    this.#calls.lose(error)
  }

  get #about(): Served {
    if (this.#served === undefined) throw new Error('The client was used before it was welcomed.')
    return this.#served
  }

  get #isOwner(): boolean {
    return this.#calls.route?.isLocal === true
  }

  async #close(): Promise<void> {
    this.#subscription.end()
    await this.#calls.idle()
    this.stop()
    await this.#options.whenClosed?.()
  }

  #call<T>(call: Call): Promise<T> {
    if (this.#closing !== undefined) {
      return Promise.reject(closed())
    }
    if (this.#failure !== undefined) {
      const { error, retry } = this.#failure
      if (retry === undefined) return Promise.reject(error)
      this.#failure = undefined
      retry()
    }
    return this.#calls.make(call)
  }

  #hear(data: unknown): void {
    if (!isMessage(data)) return
    switch (data.kvasir) {
      case 'ready':
        return this.#hearOf(data.epoch)
      case 'opening':
        return this.#onOpening?.()
      case 'end':
        if (isSameEpoch(data.epoch, this.#calls.route?.epoch)) this.#serverEnded()
        return
      case 'notice':
        if (isSameEpoch(data.epoch, this.#calls.route?.epoch)) this.#subscription.tell()
        return
      case 'hello':
      case 'requests':
      case 'subscribe':
        return
      default:
    }
    if (data.link !== this.#link || this.#isOwner) return
    switch (data.kvasir) {
      case 'welcome':
        return this.#welcome(data)
      case 'answers':
        return this.#receive(data)
      case 'refused':
        return this.fail(fromWireError(data.error))
    }
  }

  #hearOf(epoch: Epoch): void {
    if (this.#isOwner || isSameEpoch(epoch, this.#calls.route?.epoch)) return
    if (epoch.term > this.term) {
      this.#known = epoch
      this.#calls.leave(false)
    }
    // One of an older term hears by this that there were others, and takes a newer one.
    this.greet()
  }

  #welcome({ epoch, name, mode, capabilities, health }: Welcome): void {
    const isOlder = epoch.term < this.term || (epoch.term === this.term && !isSameEpoch(epoch, this.#known))
    if (isOlder || isSameEpoch(epoch, this.#calls.route?.epoch)) return
    const link = this.#link
    const served = { name, mode, capabilities, health }
    this.#enter(served, {
      epoch,
      isLocal: false,
      send: (requests) => this.#post({ kvasir: 'requests', link, epoch, requests }),
      subscribe: () => this.#post({ kvasir: 'subscribe', link, epoch, isWanted: true }),
      unsubscribe: () => this.#post({ kvasir: 'subscribe', link, epoch, isWanted: false }),
    })
    this.#options.whenWelcomed?.()
  }

  #enter(served: Served, route: Route): void {
    this.#served = served
    this.#known = route.epoch
    this.#failure = undefined
    this.#calls.enter(route)
    this.#subscription.renew()
    this.#firstWelcome.resolve()
  }

  #receive({ epoch, answers }: Answers): void {
    if (!isSameEpoch(epoch, this.#calls.route?.epoch)) return
    for (const answer of answers) {
      if ('error' in answer) this.#calls.refuse(answer.n, fromWireError(answer.error))
      else this.#calls.settle(answer.n, this.#fromWire(answer.n, answer.value))
    }
  }

  #fromWire(n: number, value: unknown): unknown {
    if (this.#calls.callOf(n)?.op !== 'health') return value
    const health = value as WireHealth
    this.#served = { ...this.#about, health }
    return fromWireHealth(health)
  }

  #serverEnded(): void {
    this.#calls.leave(true)
    if (!this.#options.outlivesServer) this.#end('The server has ended.', undefined)
  }

  /** There may be answers yet, but nobody knows to what. */
  #fault(cause: unknown): void {
    // On a channel it need not be about this client; a lost answer is noticed by its deadline.
    if (this.#options.outlivesServer) return
    const message = `The other end has failed: ${cause}`
    this.#firstWelcome.reject(new KvasirError('UNAVAILABLE', message, { cause }))
    this.#calls.lose(new KvasirError('CLOSED', message, { cause }))
  }

  #end(message: string, cause: unknown): void {
    this.fail(new KvasirError('CLOSED', message, { cause }))
    this.stop()
  }

  #post(message: ToServer): void {
    post(this.#port, message)
  }
}

/** Of `setTimeout`: https://html.spec.whatwg.org/multipage/timers-and-user-prompts.html */
const MAX_TIMER = 2_147_483_647

function closed(): KvasirError {
  return new KvasirError('CLOSED', 'The connection is closed.')
}

function fromWireHealth({ failure, ...health }: WireHealth): Health {
  return { ...health, failure: failure && fromWireError(failure) }
}

/** What a backend throws that is no `KvasirError` is a fault of its own. */
function fromBackend(error: unknown): KvasirError {
  if (isKvasirError(error)) return error
  return new KvasirError('STORAGE_FAILED', `The backend failed: ${error}`, { cause: error })
}
