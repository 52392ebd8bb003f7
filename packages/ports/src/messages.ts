import type { Batch, Capabilities, Health, Mode, Scan, Tally } from '@kvasir/core'
import type { Epoch } from './epoch.ts'
import type { Versions } from './versions.ts'
import type { WireError } from './wire-error.ts'

/** A call of a backend's method. */
export type Call =
  | { readonly op: 'get'; readonly space: number; readonly key: string }
  | { readonly op: 'getMany'; readonly space: number; readonly keys: readonly string[] }
  | { readonly op: 'scan'; readonly scan: Scan }
  | { readonly op: 'commit'; readonly batch: Batch }
  | { readonly op: 'stat'; readonly tally: Tally }
  | { readonly op: 'flush' }
  | { readonly op: 'health' }

export interface Request {
  /** Unique among the requests of a client; rises in the order of the calls. */
  readonly n: number
  readonly call: Call
  /** Epoch milliseconds at which the client gives up: the request is not begun after it. */
  readonly deadline: number
  /** A commit that may have happened in an earlier term: the first one in which it was sent. */
  readonly since?: number
}

export type Answer =
  | { readonly n: number; readonly value: unknown }
  | { readonly n: number; readonly error: WireError }

/** A `Health` whose failure is data. */
export interface WireHealth extends Omit<Health, 'failure'> {
  readonly failure: WireError | undefined
}

/** What a client is told about the backend when it is welcomed. */
export interface Served {
  readonly name: string
  readonly mode: Mode
  readonly capabilities: Capabilities
  readonly health: WireHealth
}

/*
 * Every message says in `kvasir` what it is, so a port may carry other messages as well. `link` names a client:
 * several may share a port, and on a channel everybody hears everything.
 *
 * The shapes of `hello`, `ready` and `refused` stay as they are in every version of the protocol, as they are
 * what two releases find out by that they do not understand each other.
 */

/** Asks for a welcome. `known` is the newest epoch that the client has heard of. */
export interface Hello {
  readonly kvasir: 'hello'
  readonly link: string
  readonly versions: Versions
  readonly known: Epoch | undefined
}

/** Requests in the order of the calls, for the server of this epoch. */
export interface Requests {
  readonly kvasir: 'requests'
  readonly link: string
  readonly epoch: Epoch
  readonly requests: readonly Request[]
}

/** Asks the server of this epoch for notices, the first of which comes at once; or, with `isWanted: false`, for none. */
export interface Subscribe {
  readonly kvasir: 'subscribe'
  readonly link: string
  readonly epoch: Epoch
  readonly isWanted: boolean
}

export type ToServer = Hello | Requests | Subscribe

/** A server has begun to answer; who hears it says hello. */
export interface Ready {
  readonly kvasir: 'ready'
  readonly epoch: Epoch
}

/** A server is about to begin: whoever waits for one need not give up yet. */
export interface Opening {
  readonly kvasir: 'opening'
}

export interface Welcome extends Served {
  readonly kvasir: 'welcome'
  readonly link: string
  readonly epoch: Epoch
}

/** The client cannot be served. */
export interface Refused {
  readonly kvasir: 'refused'
  readonly link: string
  readonly epoch: Epoch
  readonly error: WireError
}

export interface Answers {
  readonly kvasir: 'answers'
  readonly link: string
  readonly epoch: Epoch
  readonly answers: readonly Answer[]
}

/** Reads of this server show more than before. For all clients behind the port that have asked for it. */
export interface Notice {
  readonly kvasir: 'notice'
  readonly epoch: Epoch
}

/** The server has answered what it had accepted, and begins nothing any more. */
export interface End {
  readonly kvasir: 'end'
  readonly epoch: Epoch
}

export type ToClient = Ready | Opening | Welcome | Refused | Answers | Notice | End

/** Whether data that arrived is a message of Kvasir. */
export function isMessage(data: unknown): data is ToServer | ToClient {
  return typeof data === 'object' && data !== null && 'kvasir' in data
}
