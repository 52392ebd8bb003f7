import { type Commit, KvasirError } from '@kvasir/core'
import type { Epoch } from './epoch.ts'
import { MAX_UNDER_WAY } from './executor.ts'
import { Fifo } from './fifo.ts'
import type { Call, Request } from './messages.ts'

/** Where requests go. */
export interface Route {
  readonly epoch: Epoch
  /** Whether the server is in the same place: then nothing has a deadline. */
  readonly isLocal: boolean
  /** Throws when a request cannot be sent. */
  send(requests: readonly Request[]): void
  /** Has `tell` called now, and whenever reads of the server show more than before. Asking again does no harm. */
  subscribe(tell: () => void): void
  unsubscribe(): void
}

interface Deadline {
  /** As `performance.now()` has it. */
  readonly expires: number
  /** Epoch milliseconds. */
  readonly epochMillis: number
}

interface Unanswered {
  readonly n: number
  readonly call: Call
  readonly resolve: (value: unknown) => void
  readonly reject: (error: KvasirError) => void
  deadline: Deadline
  /** The epoch in which it was sent last, unless it is known that it was not begun then. */
  sentIn: Epoch | undefined
  /** The first term in which it was sent and may have happened, of those before the present one. */
  since: number | undefined
}

/** The calls of a client that are not answered yet: sent in their order, and again when the route changes. */
export class Calls {
  readonly #patience: number
  readonly #prefix: string
  /** In the order of the calls. */
  readonly #unanswered = new Map<number, Unanswered>()
  #unsent = new Fifo<Unanswered>()
  #underWay = 0
  #count = 0
  #willSend = false
  #route: Route | undefined
  #timer: ReturnType<typeof setTimeout> | undefined
  #onIdle: (() => void) | undefined

  /** `patience` is in milliseconds; ids of commits begin with `prefix`. */
  constructor(patience: number, prefix: string) {
    this.#patience = patience
    this.#prefix = prefix
  }

  get route(): Route | undefined {
    return this.#route
  }

  /** How many of them write. */
  get writing(): number {
    return [...this.#unanswered.values()].filter(({ call }) => isWriting(call)).length
  }

  /** Rejects with `TIMEOUT` when there is no answer within the patience. */
  make<T>(call: Call): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const n = ++this.#count
      const made: Unanswered = {
        n,
        call: this.#withId(call, n),
        resolve: resolve as (value: unknown) => void,
        reject,
        deadline: this.#fromNow(),
        sentIn: undefined,
        since: undefined,
      }
      this.#unanswered.set(n, made)
      this.#unsent.push(made)
      this.#sendSoon()
      this.#arm()
    })
  }

  /** What was called by the number `n`, if it is not answered. */
  callOf(n: number): Call | undefined {
    return this.#unanswered.get(n)?.call
  }

  /** Sends everything that is unanswered, in the order of the calls, and what is called from now on. */
  enter(route: Route): void {
    this.leave(false)
    this.#route = route
    this.#unsent = new Fifo()
    this.#underWay = 0
    for (const each of this.#unanswered.values()) this.#unsent.push(each)
    this.#arm()
    this.#send()
  }

  /** Keeps what is called from now on. `isClean` when nothing that is unanswered was begun, or will be answered. */
  leave(isClean: boolean): void {
    const route = this.#route
    if (route === undefined) return
    this.#route = undefined
    for (const each of this.#unanswered.values()) {
      if (!isClean && isWriting(each.call)) each.since ??= each.sentIn?.term
      each.sentIn = undefined
      if (route.isLocal) each.deadline = this.#fromNow()
    }
    this.#arm()
  }

  settle(n: number, value: unknown): void {
    const answered = this.#take(n)
    if (answered === undefined) return
    if (isWithoutReplaced(answered, value)) {
      answered.reject(
        new KvasirError('TIMEOUT', 'The write has happened, but the answer with what it replaced was lost.'),
      )
    } else answered.resolve(value)
  }

  refuse(n: number, error: KvasirError): void {
    this.#take(n)?.reject(error)
  }

  /** Gives up all that is unanswered: with `TIMEOUT` what may have written, with `error` the rest. */
  lose(error: KvasirError): void {
    for (const each of this.#unanswered.values()) {
      this.refuse(each.n, mayHaveHappened(each) ? unknownOutcome(error) : error)
    }
  }

  /** Resolves when everything is answered. */
  async idle(): Promise<void> {
    if (this.#unanswered.size === 0) return
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#onIdle = resolve
    await promise
  }

  /** Why a call or a hello has failed that nobody has answered. */
  unanswered(): KvasirError {
    return new KvasirError(
      'TIMEOUT',
      `Nobody has answered within ${this.#patience} ms: the tab or worker at the other end is busy, frozen or ` +
        'gone. Try again; a write may have happened.',
    )
  }

  /** What writes has an id, so that it happens once when it has to be sent twice. */
  #withId(call: Call, n: number): Call {
    if (!isWriting(call) || call.batch.id !== undefined) return call
    return { ...call, batch: { ...call.batch, id: `${this.#prefix} ${n}` } }
  }

  /** What is called in one tick travels in one message. */
  #sendSoon(): void {
    if (this.#willSend || this.#route === undefined) return
    this.#willSend = true
    queueMicrotask(() => {
      this.#willSend = false
      this.#send()
    })
  }

  #send(): void {
    const route = this.#route
    if (route === undefined) return
    const sent: Unanswered[] = []
    while (this.#underWay < MAX_UNDER_WAY) {
      const next = this.#unsent.shift()
      if (next === undefined) break
      if (!this.#unanswered.has(next.n)) continue
      next.sentIn = route.epoch
      this.#underWay++
      sent.push(next)
    }
    if (sent.length === 0) return
    try {
      route.send(sent.map((each) => toRequest(each, route.isLocal)))
    } catch (cause) {
      const error = new KvasirError('STORAGE_FAILED', `The request could not be sent: ${cause}`, { cause })
      for (const { n } of sent) this.refuse(n, error)
    }
  }

  #take(n: number): Unanswered | undefined {
    const taken = this.#unanswered.get(n)
    if (taken === undefined) return undefined
    this.#unanswered.delete(n)
    if (taken.sentIn !== undefined) {
      this.#underWay--
      if (this.#unsent.length > 0) this.#sendSoon()
    }
    if (this.#unanswered.size === 0) {
      this.#disarm()
      this.#onIdle?.()
    }
    return taken
  }

  #fromNow(): Deadline {
    return { expires: performance.now() + this.#patience, epochMillis: Date.now() + this.#patience }
  }

  /** One timer for all: the oldest call expires first. It stops while the server is in the same place. */
  #arm(): void {
    if (this.#route?.isLocal === true) return this.#disarm()
    const [oldest] = this.#unanswered.values()
    if (this.#timer !== undefined || oldest === undefined) return
    const expire = (): void => {
      this.#timer = undefined
      this.#expire()
      this.#arm()
    }
    this.#timer = setTimeout(expire, Math.max(0, oldest.deadline.expires - performance.now()))
  }

  #disarm(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
  }

  #expire(): void {
    const now = performance.now()
    for (const { n, deadline } of this.#unanswered.values()) {
      if (deadline.expires > now) return
      this.refuse(n, this.unanswered())
    }
  }
}

function toRequest({ n, call, deadline, since }: Unanswered, isLocal: boolean): Request {
  return {
    n,
    call,
    deadline: isLocal ? Number.POSITIVE_INFINITY : deadline.epochMillis,
    ...(since !== undefined && { since }),
  }
}

function isWriting(call: Call): call is Extract<Call, { readonly op: 'commit' }> {
  return call.op === 'commit' && call.batch.writes.length > 0
}

function mayHaveHappened({ call, sentIn, since }: Unanswered): boolean {
  return isWriting(call) && (sentIn !== undefined || since !== undefined)
}

function unknownOutcome(cause: KvasirError): KvasirError {
  return new KvasirError('TIMEOUT', `${cause.message} The write may have happened.`, { cause })
}

/** Whether this is the answer to a repetition, and it lacks what was asked for. */
function isWithoutReplaced({ call, since }: Unanswered, value: unknown): boolean {
  if (since === undefined || !isWriting(call) || call.batch.replaced !== true) return false
  const commit = value as Commit
  return commit.ok && commit.replaced.length < call.batch.writes.length
}
