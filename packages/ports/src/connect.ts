import type { Backend, Mode } from '@kvasir/core'
import { Client } from './client.ts'
import type { Port } from './port.ts'

export interface ConnectOptions {
  /** Milliseconds after which a call that is not answered throws `TIMEOUT`, 5,000 unless told. */
  readonly patience?: number | undefined
  /** Ends the wait for a server. */
  readonly signal?: AbortSignal | undefined
}

/** A backend at the other end of a port. Its name and capabilities are those of what is served there. */
export interface Connection extends Backend<'async'> {
  /** How the backend that is served answers the server. */
  readonly servedMode: Mode
}

/** Milliseconds. */
export const PATIENCE = 5_000

/**
 * Connects to the backend that is served at the other end of a port, now or within `patience`.
 *
 * Requests are begun in the order of the calls; those of one tick travel in one message. A request that is not
 * answered in time throws `TIMEOUT`, and is not begun any more. A commit with writes that has no id gets one, so
 * that it happens once even if it has to be sent again to a server that follows. When the port or the server
 * ends, calls throw `CLOSED`, and `TIMEOUT` if they may have written. Closing leaves the backend open for others,
 * and the port, too.
 *
 * Throws `TIMEOUT` when nobody answers, `PROTOCOL_MISMATCH` when the other end runs a release that this one does
 * not understand, `UNAVAILABLE` when a worker fails, `CLOSED` when the port closes, `INVALID_OPTION`, and the
 * reason of an aborted signal.
 *
 * @example
 * const worker = new Worker(new URL('worker.ts', import.meta.url), { type: 'module' })
 * const store = asyncStore(await connect(worker))
 */
export async function connect(port: Port, options: ConnectOptions = {}): Promise<Connection> {
  const { patience = PATIENCE, signal } = options
  const client = new Client(port, { patience, outlivesServer: false })
  try {
    await client.link.open(signal)
  } catch (error) {
    client.link.stop()
    throw error
  }
  return client
}
