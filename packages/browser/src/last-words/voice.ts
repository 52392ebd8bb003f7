import { claim } from '../locks/claim.ts'
import { type Hearer, Hearing } from './hearing.ts'
import { OwnWords } from './own-words.ts'
import { pageLock } from './page-id.ts'
import type { Word } from './word.ts'
import type { ReplayBackend } from './replay-backend.ts'

/** Who speaks, and where. */
export interface VoiceOptions {
  readonly name: string
  readonly page: string
  readonly storage: Storage
  readonly locks: LockManager
}

/** A page that speaks and hears, and that holds its lock for as long as it does. */
export class Voice {
  readonly #options: VoiceOptions
  readonly #words: OwnWords
  readonly #end = new AbortController()
  #hearing: Hearing | undefined
  /**
   * Whether the lock is held. If not, others take this page to be gone, and would replay what it speaks while it
   * still writes the same in the normal way.
   */
  #isKnown = false
  /** Resolves when it is certain whether words can be spoken. */
  readonly ready: Promise<void>

  constructor(options: VoiceOptions) {
    this.#options = options
    this.#words = new OwnWords(options.name, options.page, options.storage)
    this.ready = this.#live()
  }

  speak(word: Word): boolean {
    return this.#isKnown && this.#words.speak(word)
  }

  unspeak(id: string): void {
    this.#words.unspeak(id)
  }

  hear(backend: ReplayBackend, later: Hearer): Promise<number> {
    this.#hearing?.close()
    this.#hearing = new Hearing({ ...this.#options, backend, later })
    const hearing = this.#hearing
    return this.ready.then(() => hearing.start())
  }

  close(): void {
    this.#isKnown = false
    this.#hearing?.close()
    this.#end.abort()
  }

  /** Holds the lock of this page until the end. */
  async #live(): Promise<void> {
    const { locks, name, page } = this.#options
    const { signal } = this.#end
    addEventListener('pageshow', this.#comeBack, { signal })
    try {
      const release = await claim(locks, pageLock(name, page), { signal })
      if (signal.aborted) return release?.()
      this.#isKnown = true
      signal.addEventListener('abort', () => release?.())
    } catch {
      // Closed meanwhile, or the browser refuses: then nothing can be spoken, and the callers of `speak` are told.
    }
  }

  /** Chromium lets a page that it keeps for going back to have its locks; nothing says that every browser does. */
  readonly #comeBack = async ({ persisted }: PageTransitionEvent): Promise<void> => {
    if (!persisted || !this.#isKnown) return
    this.#isKnown = false
    const { locks, name, page } = this.#options
    const { held = [] } = await locks.query()
    this.#isKnown = !this.#end.signal.aborted && held.some((lock) => lock.name === pageLock(name, page))
  }
}
