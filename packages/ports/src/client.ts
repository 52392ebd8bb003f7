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
import { fromWireHealth, Link, type LinkOptions } from './link.ts'
import type { Call } from './messages.ts'
import { ownBatch } from './own-bytes.ts'
import type { Port } from './port.ts'

export interface ClientOptions extends LinkOptions {
  /** Called by `close` when there is nothing left to be answered. */
  readonly whenClosed?: () => Promise<void>
}

/** A backend whose calls are requests to a server, to this one or the one that follows it. */
export class Client implements Backend<'async'> {
  readonly mode = 'async'
  /** Leads to the server. */
  readonly link: Link
  readonly #whenClosed: (() => Promise<void>) | undefined
  #closing: Promise<void> | undefined

  /** Throws `INVALID_OPTION` for a patience that no timer can have. */
  constructor(port: Port, options: ClientOptions) {
    const { patience } = options
    if (!(patience > 0 && patience <= MAX_TIMER)) {
      throw new KvasirError(
        'INVALID_OPTION',
        `patience is ${patience}; it must be milliseconds above 0 and up to ${MAX_TIMER}.`,
      )
    }
    this.link = new Link(port, options)
    this.#whenClosed = options.whenClosed
  }

  get name(): string {
    return this.link.served.name
  }

  get capabilities(): Capabilities {
    return this.link.served.capabilities
  }

  get servedMode(): Mode {
    return this.link.served.mode
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
    return this.link.subscription.add(listener)
  }

  flush(): Promise<void> {
    return this.#call({ op: 'flush' })
  }

  /** While nobody answers, it tells what was known last, and that as the failure. */
  async health(): Promise<Health> {
    try {
      const health = await this.#call<Health>({ op: 'health' })
      return { ...health, role: this.link.isLocal ? 'owner' : 'guest' }
    } catch (error) {
      if (this.#closing !== undefined || !isKvasirError(error) || error.code === 'CLOSED') throw error
      const { writing: unsaved, served } = this.link
      return { ...fromWireHealth(served.health), unsaved, failure: error, role: 'guest' }
    }
  }

  /** Ends this client; the backend stays open for others. */
  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  async #close(): Promise<void> {
    this.link.subscription.end()
    await this.link.idle()
    this.link.stop()
    await this.#whenClosed?.()
  }

  #call<T>(call: Call): Promise<T> {
    if (this.#closing === undefined) return this.link.call(call)
    return Promise.reject(closed())
  }
}

/** Of `setTimeout`: https://html.spec.whatwg.org/multipage/timers-and-user-prompts.html */
const MAX_TIMER = 2_147_483_647

function closed(): KvasirError {
  return new KvasirError('CLOSED', 'The connection is closed.')
}
