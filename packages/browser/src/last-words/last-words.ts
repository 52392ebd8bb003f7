import { localStorageOrUndefined } from '../local-storage.ts'
import type { Hearer } from './hearing.ts'
import { watchLeaving } from './leaving.ts'
import { newPageId } from './page-id.ts'
import { Voice } from './voice.ts'
import type { Word } from './word.ts'
import type { ReplayBackend } from './replay-backend.ts'

/** What a page that goes away leaves behind for the pages after it. */
export interface LastWords {
  /** Whether the page may end without another event: from `hidden`, `pagehide` or `freeze` until it is shown again. */
  readonly isLeaving: boolean
  /**
   * Calls `listener` synchronously whenever `isLeaving` becomes true; returns a function that ends this. For
   * `visibilitychange` and `freeze` that is before the app's own listeners, but for capturing ones of the window that
   * were added earlier. For `pagehide` Chromium calls those first that were added first: what the app has written
   * there is to be spoken by `listener`, like everything that is not durable yet.
   */
  onLeaving(listener: () => void): () => void
  /** Resolves when words can be spoken, or when it is certain that they cannot. Never rejects. */
  readonly ready: Promise<void>
  /** An id for a {@link Word}, never given before by any page. */
  newId(): string
  /**
   * Stores a word within this very call. False when it was not stored: before {@link LastWords.ready}, beyond 1,000
   * words or 2^20 UTF-16 units that are not taken back, for want of room, with structured clones, or where there is
   * nowhere to store it.
   * Never throws.
   */
  speak(word: Word): boolean
  /** Takes a word back: it was stored in the normal way, or refused. */
  unspeak(id: string): void
  /**
   * Replays what pages that are gone have left, each page's words by exactly one tab, and answers how many
   * batches were applied; goes on to do so for pages that go later, until {@link LastWords.close}. Rejects with
   * what the backend throws; what was not replayed is kept then. Without `later`, failures of later replays are
   * reported as uncaught errors.
   */
  hear(backend: ReplayBackend, later?: Hearer): Promise<number>
  /** Ends everything. What is spoken and not taken back counts as left behind. */
  close(): void
}

/**
 * The last words of this page for the store `name`.
 *
 * What IndexedDB is asked for in a `pagehide` handler is lost with the page; what is written to localStorage in the
 * same call stays. So a store speaks what is not durable yet when the page may be leaving, and takes it back when
 * it is; the next page replays what was not taken back.
 *
 * A page holds a Web Lock for as long as its last words are open, and that is how others know whether it is gone.
 * Where there are no Web Locks (a page that was not served over https or from localhost) nobody could know, so
 * nothing is spoken and nothing heard: `speak` answers false. The same goes where the browser denies localStorage.
 * Workers, those of extensions included, and Node have neither localStorage nor an event before their end:
 * `isLeaving` stays false there.
 *
 * @see https://www.w3.org/TR/web-locks/
 */
export function lastWords(name: string): LastWords {
  const page = newPageId()
  let ids = 0
  const newId = (): string => `${page}.${++ids}`
  if (typeof window === 'undefined' || typeof document === 'undefined') {
    return { ...SILENT, newId, ready: Promise.resolve() }
  }
  const leaving = watchLeaving(window)
  const storage = localStorageOrUndefined()
  const locks = navigator.locks as LockManager | undefined
  const voice = storage && locks && new Voice({ name, page, storage, locks })
  return {
    get isLeaving() {
      return leaving.isLeaving
    },
    onLeaving: (listener) => leaving.onLeaving(listener),
    ready: voice?.ready ?? Promise.resolve(),
    newId,
    speak: (word) => voice?.speak(word) ?? false,
    unspeak: (id) => voice?.unspeak(id),
    hear: async (backend, later = REPORTING) => (await voice?.hear(backend, later)) ?? 0,
    close() {
      leaving.close()
      voice?.close()
    },
  }
}

const SILENT: Omit<LastWords, 'newId' | 'ready'> = {
  isLeaving: false,
  onLeaving: () => () => undefined,
  speak: () => false,
  unspeak: () => undefined,
  hear: async () => 0,
  close: () => undefined,
}

const REPORTING: Hearer = { heard: () => undefined, failed: (error) => reportError(error) }
