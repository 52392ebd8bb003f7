import { type Backend, type Commit, KvasirError, REMEMBERED_IDS } from '@kvasir/core'
import { Fifo } from './fifo.ts'
import type { Call, Request } from './messages.ts'
import { Turns } from './turns.ts'

/** What became of a request. */
export type Outcome =
  | { readonly request: Request; readonly ok: true; readonly value: unknown }
  | { readonly request: Request; readonly ok: false; readonly error: unknown }

/** Told of each request that it was done, in whatever order. */
export type Deliver = (outcome: Outcome) => void

/**
 * How many requests a client has sent and a server has begun at the most without an answer; later ones wait. It
 * bounds how many commits can have happened with their answers lost when the server dies.
 */
export const MAX_UNDER_WAY = 1024

/**
 * How many commits a server makes before it refuses to repeat those of its predecessor: by then the backend may
 * have forgotten the first of their ids. As many as were under way can have followed it in the old term, and as
 * many again whose answers were sent and lost.
 */
const MAX_BEFORE_REPEATS: number = REMEMBERED_IDS - 2 * MAX_UNDER_WAY

interface Waiting {
  readonly client: string
  readonly request: Request
  readonly deliver: Deliver
}

/**
 * Begins requests on a backend in the order in which they came, but for those of clients that wait for another
 * one's turn.
 */
export class Executor {
  readonly #backend: Backend
  readonly #turns = new Turns(() => this.#release())
  #waiting = new Fifo<Waiting>()
  /** What was due and has to wait for a turn, and what the same clients asked for since. */
  #held = new Map<string, Waiting[]>()
  #underWay = 0
  #commits = 0
  #onIdle: (() => void) | undefined

  constructor(backend: Backend) {
    this.#backend = backend
  }

  /** `term` is that of the server. */
  accept(client: string, requests: readonly Request[], term: number, deliver: Deliver): void {
    for (const request of requests) {
      const reason = this.#reasonToRefuse(request, term)
      if (reason === undefined) this.#waiting.push({ client, request, deliver })
      else deliver({ request, ok: false, error: reason })
    }
    this.#begin()
  }

  /** Resolves when everything that was accepted is done. */
  async idle(): Promise<void> {
    this.#turns.clear()
    if (this.#isIdle()) return
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#onIdle = resolve
    await promise
  }

  #isIdle(): boolean {
    return this.#underWay === 0 && this.#waiting.length === 0 && this.#held.size === 0
  }

  #begin(): void {
    while (this.#underWay < MAX_UNDER_WAY) {
      const next = this.#waiting.shift()
      if (next === undefined) return
      const held = this.#held.get(next.client)
      if (held !== undefined) held.push(next)
      else if (this.#turns.isHeld(next.client, next.request.call)) this.#held.set(next.client, [next])
      else this.#perform(next)
    }
  }

  #release(): void {
    const later = this.#waiting
    this.#waiting = new Fifo()
    for (const held of this.#held.values()) for (const waiting of held) this.#waiting.push(waiting)
    this.#held = new Map()
    for (let next = later.shift(); next !== undefined; next = later.shift()) this.#waiting.push(next)
    this.#begin()
  }

  #perform({ client, request, deliver }: Waiting): void {
    if (request.deadline < Date.now()) {
      deliver({ request, ok: false, error: new KvasirError('TIMEOUT', 'The request came too late.') })
      return
    }
    if (request.call.op === 'commit') this.#commits++
    let answer: unknown
    try {
      answer = perform(this.#backend, request.call)
    } catch (error) {
      deliver({ request, ok: false, error })
      return
    }
    if (!(answer instanceof Promise)) {
      deliver({ request, ok: true, value: answer })
      this.#note(client, request.call, answer)
      return
    }
    this.#underWay++
    const end = (outcome: Outcome): void => {
      this.#underWay--
      deliver(outcome)
      if (outcome.ok) this.#note(client, request.call, outcome.value)
      this.#begin()
      if (this.#isIdle()) this.#onIdle?.()
    }
    answer.then(
      (value) => end({ request, ok: true, value }),
      (error: unknown) => end({ request, ok: false, error }),
    )
  }

  #note(client: string, call: Call, answer: unknown): void {
    if (call.op === 'commit') this.#turns.note(client, call, answer as Commit)
  }

  /** A commit that has perhaps happened is repeated only while its id is certain to be remembered. */
  #reasonToRefuse({ since }: Request, term: number): KvasirError | undefined {
    if (since === undefined || since === term) return undefined
    if (term - since === 1 && this.#commits + this.#waiting.length <= MAX_BEFORE_REPEATS) return undefined
    return new KvasirError(
      'TIMEOUT',
      'The answer to this commit was lost, and too much has been written since to repeat it safely.',
    )
  }
}

function perform(backend: Backend, call: Call): unknown {
  switch (call.op) {
    case 'get':
      return backend.get(call.space, call.key)
    case 'getMany':
      return backend.getMany(call.space, call.keys)
    case 'scan':
      return backend.scan(call.scan)
    case 'commit':
      return backend.commit(call.batch)
    case 'stat':
      return backend.stat(call.tally)
    case 'flush':
      return backend.flush()
    case 'health':
      return backend.health()
  }
}
