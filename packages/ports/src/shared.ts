import { type Backend, isKvasirError, KvasirError } from '@kvasir/core'
import { Client } from './client.ts'
import { PATIENCE } from './connect.ts'
import { isMessage } from './messages.ts'
import { followPage } from './page-life.ts'
import { listen, post } from './port.ts'
import { PortServer } from './server.ts'

export interface SharedOptions {
  /** Of what is shared, among everything of the origin. */
  readonly name: string
  /**
   * Opens the backend, each time that this page or worker becomes the owner. The one before has closed its own,
   * or is gone: then what it had open may take a moment to be let go.
   *
   * The backend must be persistent, or a new owner starts with nothing.
   */
  readonly open: () => Backend | Promise<Backend>
  /** Milliseconds after which a call that is not answered throws `TIMEOUT`, 5,000 unless told. */
  readonly patience?: number | undefined
  /**
   * What to do when there is an owner already. `share`, the default: have it read and write. `error`: throw
   * `BLOCKED`. `wait`: wait until there is none. With the last two, this page or worker is the owner when the
   * promise resolves.
   */
  readonly whenOwned?: 'share' | 'error' | 'wait' | undefined
  /** Ends the wait for becoming a guest or the owner. */
  readonly signal?: AbortSignal | undefined
  /** Told, while this is the owner, of each guest that runs a release which this one does not understand. */
  readonly onMismatch?: ((error: KvasirError) => void) | undefined
}

/**
 * One backend for all tabs and workers of the origin that call this with the same name: the first to come is the
 * owner, who opens it and reads and writes for the others, its guests. When the owner closes, crashes or is about
 * to be frozen, the next one takes over, and guests send again what was not answered; what they write happens
 * once.
 *
 * Calls that are not answered within `patience` throw `TIMEOUT`, as when the owner is frozen without notice.
 * Closing gives ownership on, once everything that was accepted is done. `health().role` tells who this is.
 *
 * Throws `UNAVAILABLE` where there are no Web Locks, `BLOCKED` and `TIMEOUT` as told above, `PROTOCOL_MISMATCH`
 * when the owner runs a release that this one does not understand, `INVALID_OPTION`, what `open` throws, and the
 * reason of an aborted signal.
 *
 * @example
 * const backend = await shared({ name: 'app', open: () => openInWorker() })
 * const store = asyncStore(backend)
 */
export async function shared(options: SharedOptions): Promise<Backend<'async'>> {
  options.signal?.throwIfAborted()
  return await new Member(options, lockManager()).join()
}

/** One of those who share. */
class Member {
  readonly #options: SharedOptions
  readonly #locks: LockManager
  readonly #channel: BroadcastChannel
  readonly #client: Client
  readonly #stopFollowing: () => void
  /** Of the wait for the lock or of the time with it: aborting it ends them. */
  #candidacy: AbortController | undefined
  /** Settles when all locks are given back. */
  #ended: Promise<unknown> = Promise.resolve()
  #isOpening = false
  #isResting = false
  #hasLeft = false

  constructor(options: SharedOptions, locks: LockManager) {
    this.#options = options
    this.#locks = locks
    this.#channel = new BroadcastChannel(`kvasir:${options.name}`)
    this.#client = new Client(this.#channel, {
      patience: options.patience ?? PATIENCE,
      outlivesServer: true,
      whenWelcomed: () => this.#stand(false),
      whenClosed: () => this.#leave(),
    })
    this.#stopFollowing = followPage({ rest: () => this.#rest(), wake: () => this.#wake() })
  }

  async join(): Promise<Client> {
    const { whenOwned = 'share', signal } = this.#options
    try {
      this.#stand(whenOwned === 'error')
      if (whenOwned === 'share') await this.#client.link.open(signal, () => this.#isOpening)
      else await this.#client.link.welcomed(signal)
      return this.#client
    } catch (error) {
      this.#client.link.stop()
      await this.#leave()
      throw error
    }
  }

  /** Waits for the lock, and is the owner from then on. */
  #stand(onlyIfFree: boolean): void {
    if (this.#candidacy !== undefined || this.#isResting || this.#hasLeft) return
    const candidacy = new AbortController()
    this.#candidacy = candidacy
    this.#ended = Promise.all([this.#ended, this.#hold(candidacy, onlyIfFree)])
  }

  #withdraw(): void {
    this.#candidacy?.abort()
    this.#candidacy = undefined
  }

  async #hold(candidacy: AbortController, onlyIfFree: boolean): Promise<void> {
    const { name } = this.#options
    const held: { term?: Promise<void> } = {}
    try {
      await this.#locks.request(
        `kvasir:${name}:owner`,
        // The two exclude each other.
        onlyIfFree ? { ifAvailable: true } : { signal: candidacy.signal },
        (lock) => {
          if (lock !== null) held.term = this.#serve(candidacy.signal)
          else this.#client.link.fail(blocked(name))
          return held.term
        },
      )
    } catch (cause) {
      if (held.term !== undefined) {
        // Somebody has stolen the lock, or the term has failed by itself, which is thrown here.
        candidacy.abort()
        await held.term
      } else if (!candidacy.signal.aborted) this.#client.link.fail(unavailable(cause))
    } finally {
      if (this.#candidacy === candidacy) this.#candidacy = undefined
    }
  }

  /** The time as the owner, until `ending` is aborted. */
  async #serve(ending: AbortSignal): Promise<void> {
    const backend = await this.#open()
    if (backend === undefined) return
    try {
      if (!ending.aborted) await this.#serveBackend(backend, ending)
    } finally {
      await backend.close()
    }
  }

  async #serveBackend(backend: Backend, ending: AbortSignal): Promise<void> {
    const { onMismatch } = this.#options
    this.#client.link.listen()
    const server = new PortServer(backend, this.#channel, { term: this.#client.link.term + 1, onMismatch })
    this.#client.link.attach(server, await server.served())
    await aborted(ending)
    this.#client.link.detach(server)
    await server.close()
  }

  async #open(): Promise<Backend | undefined> {
    this.#isOpening = true
    const stopTelling = tellOpening(this.#channel)
    try {
      return await this.#options.open()
    } catch (cause) {
      const error = isKvasirError(cause)
        ? cause
        : new KvasirError('STORAGE_FAILED', `The backend does not open: ${cause}`, { cause })
      // The next call may stand again before the lock is given back.
      this.#candidacy = undefined
      this.#client.link.fail(error, () => this.#stand(false))
      return undefined
    } finally {
      this.#isOpening = false
      stopTelling()
    }
  }

  /** A page that stands still must neither own anything nor be next: everybody would wait for it. */
  #rest(): void {
    this.#isResting = true
    this.#withdraw()
  }

  #wake(): void {
    if (!this.#isResting) return
    this.#isResting = false
    this.#stand(false)
    this.#client.link.catchUp()
  }

  async #leave(): Promise<void> {
    this.#hasLeft = true
    this.#stopFollowing()
    this.#withdraw()
    await this.#ended
    this.#channel.close()
  }
}

function lockManager(): LockManager {
  if (typeof navigator === 'undefined' || !('locks' in navigator)) throw unavailable(undefined)
  return navigator.locks
}

/** Asks everybody who waits, and who says hello later, for patience; returns what stops it. */
function tellOpening(channel: BroadcastChannel): () => void {
  const ignore = (): void => {}
  const tell = (): void => post(channel, { kvasir: 'opening' })
  const message = (data: unknown): void => {
    if (isMessage(data) && data.kvasir === 'hello') tell()
  }
  tell()
  return listen(channel, { message, fault: ignore, end: ignore })
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return
  const { promise, resolve } = Promise.withResolvers<void>()
  signal.addEventListener('abort', () => resolve(), { once: true })
  await promise
}

function blocked(name: string): KvasirError {
  return new KvasirError(
    'BLOCKED',
    `Another store, on this page or in another tab or worker, has '${name}' open, and only one may have it: close it, or try again.`,
  )
}

function unavailable(cause: unknown): KvasirError {
  return new KvasirError(
    'UNAVAILABLE',
    'Tabs cannot share a backend here, as there are no Web Locks: the page must come from https or localhost, ' +
      'and must not be sandboxed.',
    { cause },
  )
}
