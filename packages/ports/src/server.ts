import { type Backend, type Commit, type Health, KvasirError, type Row } from '@kvasir/core'
import { type Epoch, isSameEpoch, randomId } from './epoch.ts'
import { type Deliver, Executor, MAX_UNDER_WAY, type Outcome } from './executor.ts'
import {
  type Answer,
  type Hello,
  isMessage,
  type Request,
  type Requests,
  type Served,
  type Subscribe,
  type ToClient,
  type WireHealth,
} from './messages.ts'
import { Notices } from './notices.ts'
import { own, ownCommit, ownRows } from './own-bytes.ts'
import { carriedBy, listen, post, type Port } from './port.ts'
import { disagreement, VERSIONS } from './versions.ts'
import { toWireError } from './wire-error.ts'

export interface ServeOptions {
  /** Told with a `PROTOCOL_MISMATCH` of each client that runs a release which this one does not understand. */
  readonly onMismatch?: ((error: KvasirError) => void) | undefined
}

/** A backend that is served. */
export interface Server {
  /**
   * Ends the serving: answers what it had accepted, then tells the clients, whose later calls throw `CLOSED`.
   * The backend and the port stay open. Closing again does nothing.
   */
  close(): Promise<void>
}

/**
 * Lets clients that {@link connect} to the other end of a port use a backend. Any number of them may share a port,
 * but a port has one server.
 *
 * @example
 * // worker.ts
 * serve(memory(), self)
 */
export function serve(backend: Backend, port: Port, options: ServeOptions = {}): Server {
  return new PortServer(backend, port, { ...options, term: 1 })
}

/** Serves over a port, and to a client in the same place. */
export class PortServer implements Server {
  readonly #id = randomId()
  readonly #backend: Backend
  readonly #port: Port
  readonly #executor: Executor
  readonly #notices: Notices
  readonly #onMismatch: ServeOptions['onMismatch']
  readonly #stopListening: () => void
  /** Answers of this tick, by client. */
  #answers = new Map<string, Answer[]>()
  #term: number
  #closing: Promise<void> | undefined

  constructor(backend: Backend, port: Port, { term, onMismatch }: ServeOptions & { readonly term: number }) {
    this.#backend = backend
    this.#port = port
    this.#executor = new Executor(backend)
    this.#notices = new Notices(backend)
    this.#onMismatch = onMismatch
    this.#term = term
    const ignore = (): void => {}
    this.#stopListening = listen(port, {
      message: (data) => this.#hear(data),
      fault: ignore,
      // A client that is not there any more has no answer to wait for, and no commit to be told of.
      end: () => this.#notices.close(),
    })
    this.#announce()
  }

  get epoch(): Epoch {
    return { id: this.#id, term: this.#term }
  }

  /** Accepts requests of a client in the same place, without a message. */
  accept(requests: readonly Request[], deliver: Deliver): void {
    this.#executor.accept(this.#id, requests, this.#term, deliver)
  }

  /** Has a client in the same place told of commits, without a message. */
  subscribe(tell: () => void): void {
    this.#notices.subscribe(this.#id, tell)
  }

  unsubscribe(): void {
    this.#notices.unsubscribe(this.#id)
  }

  async served(): Promise<Served> {
    const { name, mode } = this.#backend
    // What is in memory is each client's own.
    const capabilities = { ...carriedBy(this.#port, this.#backend.capabilities), memorySide: false }
    return { name, mode, capabilities, health: toWireHealth(await this.#backend.health()) }
  }

  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  async #close(): Promise<void> {
    this.#stopListening()
    await this.#executor.idle()
    this.#notices.close()
    this.#flush()
    this.#post({ kvasir: 'end', epoch: this.epoch })
  }

  #hear(data: unknown): void {
    if (!isMessage(data)) return
    if (data.kvasir === 'hello') void this.#greet(data)
    else if (data.kvasir === 'requests') this.#receive(data)
    else if (data.kvasir === 'subscribe') this.#subscribe(data)
  }

  async #greet({ link, versions, known }: Hello): Promise<void> {
    const reason = disagreement(VERSIONS, versions)
    if (reason !== undefined) {
      const error = new KvasirError('PROTOCOL_MISMATCH', disagreement(versions, VERSIONS) ?? reason)
      this.#post({ kvasir: 'refused', link, epoch: this.epoch, error: toWireError(error) })
      this.#onMismatch?.(new KvasirError('PROTOCOL_MISMATCH', reason))
      return
    }
    // Who has just taken over may not have heard of all terms before.
    if (known !== undefined && known.id !== this.#id && known.term >= this.#term) {
      this.#term = known.term + 1
      this.#announce()
    }
    try {
      const served = await this.served()
      if (this.#closing === undefined) this.#post({ kvasir: 'welcome', link, epoch: this.epoch, ...served })
    } catch (error) {
      this.#post({ kvasir: 'refused', link, epoch: this.epoch, error: toWireError(error) })
    }
  }

  #receive({ link, epoch, requests }: Requests): void {
    if (!isSameEpoch(epoch, this.epoch)) {
      // Meant for another server; who sent it will hear of this one, and send it again.
      this.#announce()
      return
    }
    this.#executor.accept(link, requests, this.#term, (outcome) => this.#answer(link, toAnswer(outcome)))
  }

  #subscribe({ link, epoch, isWanted }: Subscribe): void {
    if (!isWanted) this.#notices.unsubscribe(link)
    else if (isSameEpoch(epoch, this.epoch)) this.#notices.subscribe(link, this.#tellPort)
    else this.#announce()
  }

  readonly #tellPort = (): void => this.#post({ kvasir: 'notice', epoch: this.epoch })

  #announce(): void {
    this.#post({ kvasir: 'ready', epoch: this.epoch })
  }

  #answer(link: string, answer: Answer): void {
    if (this.#answers.size === 0) queueMicrotask(() => this.#flush())
    let answers = this.#answers.get(link)
    if (answers === undefined) this.#answers.set(link, (answers = []))
    // No answer waits for more commits than the client may safely repeat.
    if (answers.push(answer) >= MAX_UNDER_WAY) this.#flush()
  }

  #flush(): void {
    const byLink = this.#answers
    this.#answers = new Map()
    for (const [link, answers] of byLink) {
      const post = (each: readonly Answer[]): void =>
        this.#post({ kvasir: 'answers', link, epoch: this.epoch, answers: each })
      try {
        post(answers)
      } catch (cause) {
        const error = new KvasirError('STORAGE_FAILED', `The answer could not be sent: ${cause}`, { cause })
        post(answers.map(({ n }) => ({ n, error: toWireError(error) })))
      }
    }
  }

  #post(message: ToClient): void {
    post(this.#port, message)
  }
}

function toAnswer(outcome: Outcome): Answer {
  const { n, call } = outcome.request
  if (!outcome.ok) return { n, error: toWireError(outcome.error) }
  try {
    return { n, value: toWire(call.op, outcome.value) }
  } catch (cause) {
    // Whoever asked would wait for ever.
    const error = new KvasirError(
      'STORAGE_FAILED',
      `The backend has answered what cannot be sent: ${cause}`,
      { cause },
    )
    return { n, error: toWireError(error) }
  }
}

/** Rows may be parts of larger buffers; a failure in a report on health would lose its code. */
function toWire(op: Request['call']['op'], value: unknown): unknown {
  switch (op) {
    case 'get':
      return own(value as Row | undefined)
    case 'getMany':
    case 'scan':
      return ownRows(value as readonly (Row | undefined)[])
    case 'commit':
      return ownCommit(value as Commit)
    case 'health':
      return toWireHealth(value as Health)
    case 'stat':
    case 'flush':
      return value
  }
}

function toWireHealth({ failure, ...health }: Health): WireHealth {
  return { ...health, failure: failure && toWireError(failure) }
}
