import { type Health, isKvasirError, KvasirError } from '@kvasir/core'
import { Calls, type Route } from './calls.ts'
import { type Epoch, isSameEpoch, randomId } from './epoch.ts'
import { FirstWelcome } from './first-welcome.ts'
import {
  type Answers,
  type Call,
  isMessage,
  type Served,
  type ToServer,
  type Welcome,
  type WireHealth,
} from './messages.ts'
import { listen, post, type Port } from './port.ts'
import type { PortServer } from './server.ts'
import { Subscription } from './subscription.ts'
import { VERSIONS } from './versions.ts'
import { fromWireError } from './wire-error.ts'

export interface LinkOptions {
  /** Milliseconds; how long to wait for an answer. */
  readonly patience: number
  /** Whether a client whose server has ended waits for another one. */
  readonly outlivesServer: boolean
  /** Called when a server has welcomed this client. */
  readonly whenWelcomed?: () => void
}

/** Why calls fail at once. */
interface Failure {
  readonly error: KvasirError
  /** Gives the next call another chance. */
  readonly retry?: (() => void) | undefined
}

/** What leads a client's calls to a server: this one, or the one that follows it. */
export class Link {
  readonly #port: Port
  readonly #options: LinkOptions
  readonly #id = randomId()
  readonly #calls: Calls
  /** Those who want to be told of commits, at whatever server. */
  readonly subscription: Subscription = new Subscription(() => this.#calls.route)
  readonly #firstWelcome = new FirstWelcome()
  /** The newest epoch that was heard of. */
  #known: Epoch | undefined
  #served: Served | undefined
  #failure: Failure | undefined
  #stopListening: (() => void) | undefined

  constructor(port: Port, options: LinkOptions) {
    this.#port = port
    this.#options = options
    this.#calls = new Calls(options.patience, this.#id)
  }

  /** What is known of the backend. */
  get served(): Served {
    if (this.#served === undefined) throw new Error('The client was used before it was welcomed.')
    return this.#served
  }

  /** The newest term that was heard of; 0 before the first. */
  get term(): number {
    return this.#known?.term ?? 0
  }

  /** Whether the server is in the same place. */
  get isLocal(): boolean {
    return this.#calls.route?.isLocal === true
  }

  /** How many calls that write are not answered. */
  get writing(): number {
    return this.#calls.writing
  }

  /** Rejects with `TIMEOUT` when there is no answer within the patience, and with why there can be none. */
  call<T>(call: Call): Promise<T> {
    if (this.#failure !== undefined) {
      const { error, retry } = this.#failure
      if (retry === undefined) return Promise.reject(error)
      this.#failure = undefined
      retry()
    }
    return this.#calls.make(call)
  }

  /** Resolves when everything is answered. */
  idle(): Promise<void> {
    return this.#calls.idle()
  }

  /**
   * Says hello, and resolves when a server has welcomed this client or was attached. Rejects with `TIMEOUT` when
   * nobody answers, with `PROTOCOL_MISMATCH`, `UNAVAILABLE`, `CLOSED`, and with the reason of an aborted signal.
   * While `isOpeningHere`, a server in the same place is waited for.
   */
  async open(signal: AbortSignal | undefined, isOpeningHere: () => boolean = () => false): Promise<void> {
    this.listen()
    await this.#firstWelcome.wait({
      patience: this.#options.patience,
      signal,
      isOpeningHere,
      greet: () => this.greet(),
      nobody: () => this.#calls.unanswered(),
    })
  }

  /** Resolves when there is a server; rejects as {@link Link.open} does, but waits for ever. */
  welcomed(signal: AbortSignal | undefined): Promise<void> {
    return this.#firstWelcome.come(signal)
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
    this.#post({ kvasir: 'hello', link: this.#id, versions: VERSIONS, known: this.#known })
  }

  /** To be called when messages may have been missed: asks who serves, and for what there is to be told. */
  catchUp(): void {
    this.greet()
    this.subscription.renew()
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

  #hear(data: unknown): void {
    if (!isMessage(data)) return
    switch (data.kvasir) {
      case 'ready':
        return this.#hearOf(data.epoch)
      case 'opening':
        return this.#firstWelcome.expect()
      case 'end':
        if (isSameEpoch(data.epoch, this.#calls.route?.epoch)) this.#serverEnded()
        return
      case 'notice':
        if (isSameEpoch(data.epoch, this.#calls.route?.epoch)) this.subscription.tell()
        return
      case 'hello':
      case 'requests':
      case 'subscribe':
        return
      default:
    }
    if (data.link !== this.#id || this.isLocal) return
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
    if (this.isLocal || isSameEpoch(epoch, this.#calls.route?.epoch)) return
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
    const link = this.#id
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
    this.subscription.renew()
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
    this.#served = { ...this.served, health }
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

/** The health that a server has told. */
export function fromWireHealth({ failure, ...health }: WireHealth): Health {
  return { ...health, failure: failure && fromWireError(failure) }
}

/** What a backend throws that is no `KvasirError` is a fault of its own. */
function fromBackend(error: unknown): KvasirError {
  if (isKvasirError(error)) return error
  return new KvasirError('STORAGE_FAILED', `The backend failed: ${error}`, { cause: error })
}
