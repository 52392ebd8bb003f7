import { claim } from '../locks/claim.ts'
import { type Loading, loadReplay } from './load-replay.ts'
import { pageLock } from './page-id.ts'
import { toWordItem, wordItems } from './word-items.ts'
import type { ReplayBackend } from './replay-backend.ts'

/** Who is told of what no promise answers for. */
export interface Hearer {
  /** A page has gone since, and so many of its batches were applied. */
  heard(batches: number): void
  /**
   * Words could not be replayed: they are kept, and tried again by the next `hear()`. With `DAMAGED`, the text was
   * put aside under a key of localStorage that starts with `kvasir:<name>:damaged:`.
   */
  failed(error: unknown): void
}

/** What is needed to hear the words of other pages. */
export interface HearingOptions extends Loading {
  readonly name: string
  /** Whose words are not replayed: this page's. */
  readonly page: string
  readonly storage: Storage
  readonly locks: LockManager
  readonly backend: ReplayBackend
  readonly later: Hearer
}

/** A page that is gone, whose lock is held so that nobody else replays it. */
interface Gone {
  readonly page: string
  readonly release: () => void
}

/** Replays the words of pages that are gone, and of others when they go. */
export class Hearing {
  readonly #options: HearingOptions
  readonly #end = new AbortController()
  readonly #waiting = new Set<string>()
  /** The last replay: they do not overtake each other. */
  #replays: Promise<unknown> = Promise.resolve()

  constructor(options: HearingOptions) {
    this.#options = options
  }

  /** Replays what there is, and answers how many batches were applied. */
  async start(): Promise<number> {
    const { locks, name } = this.#options
    const { signal } = this.#end
    if (signal.aborted) return 0
    addEventListener('storage', this.#hearOf, { signal })
    // What was said while this page was frozen or kept for going back to was not announced to it.
    for (const type of ['pageshow', 'resume'])
      addEventListener(type, this.#lookAround, { signal, capture: true })
    const claims = await Promise.all(
      this.#others().map(async (page) => ({
        page,
        release: await claim(locks, pageLock(name, page), { ifAvailable: true }),
      })),
    )
    const gone = claims.filter((one): one is Gone => one.release !== undefined)
    for (const { page, release } of claims) if (release === undefined) void this.#waitFor(page)
    return await this.#replay(gone)
  }

  close(): void {
    this.#end.abort()
  }

  readonly #hearOf = ({ key, newValue, storageArea }: StorageEvent): void => {
    const { name, page, storage } = this.#options
    const item = toWordItem(name, key ?? '')
    if (item === undefined || newValue === null || storageArea !== storage) return
    if (item.page !== page) void this.#waitFor(item.page)
  }

  readonly #lookAround = (): void => {
    for (const page of this.#others()) void this.#waitFor(page)
  }

  /** The other pages whose words are there. */
  #others(): string[] {
    const { name, page, storage } = this.#options
    return [...wordItems(name, storage).keys()].filter((other) => other !== page)
  }

  /** Replays a page's words when it is gone: its lock is free then. */
  async #waitFor(page: string): Promise<void> {
    if (this.#waiting.has(page)) return
    this.#waiting.add(page)
    const { locks, name, later } = this.#options
    const { signal } = this.#end
    try {
      const release = await claim(locks, pageLock(name, page), { signal })
      const applied = release === undefined ? 0 : await this.#replay([{ page, release }])
      if (applied > 0) later.heard(applied)
    } catch (error) {
      // After the end nobody waits for it, and what was not replayed is kept.
      if (!signal.aborted) later.failed(error)
    } finally {
      this.#waiting.delete(page)
    }
  }

  async #replay(gone: readonly Gone[]): Promise<number> {
    const replays = this.#replays.then(() => this.#replayNow(gone.map(({ page }) => page)))
    this.#replays = replays.catch(() => undefined)
    try {
      return await replays
    } finally {
      for (const { release } of gone) release()
    }
  }

  async #replayNow(gone: readonly string[]): Promise<number> {
    const { name, storage } = this.#options
    const there = wordItems(name, storage)
    const left = gone.map((page) => there.get(page)).filter((items) => items !== undefined)
    if (left.length === 0) return 0
    const { replayLeft } = await loadReplay(this.#options)
    return await replayLeft(this.#options, left)
  }
}
