import type { Change, ChangePage, ChangesOptions, Entry, SubscribeOptions } from '../api.ts'
import { checkOptions } from '../check-options.ts'
import type { Batch, Commit, Mode, Out, Row } from '../contract.ts'
import { CHANGES } from '../option-names.ts'
import type { Task } from '../task.ts'
import { readChangePage } from './change-page.ts'
import { listen } from './listen.ts'
import type { LiveHost, LiveStore } from './live.ts'
import type { Timer } from '../timer.ts'
import { OwnCommits } from './own-commits.ts'
import { Sweeper } from './sweeper.ts'
import { Watcher } from './watcher.ts'

/** Something that watches, and how to wake it. */
interface Watch {
  readonly name: string
  /** Whether something may have changed since it last looked. */
  isDue: boolean
  wake: () => void
  /** Gives back what ends it from outside. */
  readonly forget: () => void
}

/** The longest that a platform's timer can have, in milliseconds. */
const LONGEST_INTERVAL = 2 ** 31 - 1

/** The watches of one store, and what sweeps it. */
export class Hub implements LiveStore {
  readonly listen: LiveStore['listen'] = listen
  readonly #host: LiveHost
  readonly #own = new OwnCommits()
  readonly #sweeper: Sweeper
  readonly #watches = new Set<Watch>()
  #unsubscribe: (() => void) | undefined
  #hasEnded = false

  constructor(host: LiveHost, timer: Timer) {
    this.#host = host
    this.#sweeper = new Sweeper(host, timer, () => this.#watchedNames())
  }

  watch<V>(
    name: string,
    given: SubscribeOptions | undefined,
    toEntry: (row: Row) => Entry<V>,
  ): AsyncIterableIterator<Change<V>> {
    const options = checkOptions(given, `${CHANGES}, previous, signal, onError`)
    const watcher = new Watcher<V>({ host: this.#host, own: this.#own, name, options, toEntry })
    const { signal } = options
    const stop = (): void => this.#end(watch)
    const forget = (): void => signal?.removeEventListener('abort', stop)
    const watch: Watch = { name, isDue: true, wake: () => undefined, forget }
    this.#watches.add(watch)
    this.#unsubscribe ??= this.#subscribe()
    // In the call itself, so that whatever is written from now on is told of.
    const begun = this.#host.start(this.#host.inTurn(name, undefined, 'change', () => watcher.begin()))
    // Whoever asks for the first change is told.
    begun.catch(() => undefined)
    signal?.addEventListener('abort', stop, { once: true })
    if (signal?.aborted === true) stop()
    const changes = this.#changes(watch, watcher, begun)
    const leave = async (): Promise<IteratorReturnResult<undefined>> => {
      stop()
      await changes.return(undefined)
      return { done: true, value: undefined }
    }
    return {
      next: () => changes.next(),
      return: leave,
      [Symbol.asyncIterator]() {
        return this
      },
    }
  }

  changes<V>(name: string, options: ChangesOptions, toEntry: (row: Row) => Entry<V>): Task<ChangePage<V>> {
    return readChangePage<V>({ host: this.#host, own: this.#own, name, options, toEntry })
  }

  follow<M extends Mode>(answer: Out<M, Commit>, batch: Batch): Out<M, Commit> {
    return this.#own.follow(answer, batch)
  }

  sweep(): Task<number> {
    return this.#sweeper.sweep()
  }

  end(): void {
    this.#hasEnded = true
    this.#sweeper.end()
    for (const watch of this.#watches) this.#end(watch)
  }

  async *#changes<V>(
    watch: Watch,
    watcher: Watcher<V>,
    begun: Promise<void>,
  ): AsyncGenerator<Change<V>, undefined> {
    try {
      await begun
      this.#sweeper.plan()
      while (this.#watches.has(watch)) {
        watch.isDue = false
        for (const change of await this.#host.start(watcher.read())) {
          if (!this.#watches.has(watch)) return
          yield change
          watch.isDue = true
        }
        if (!watch.isDue) await new Promise<void>((resolve) => (watch.wake = resolve))
      }
    } catch (error) {
      // What is asked for while the store closes is refused, and that is no news.
      if (!this.#hasEnded) throw error
    } finally {
      this.#end(watch)
    }
  }

  #subscribe(): () => void {
    const unsubscribe = this.#host.backend.onCommit(() => this.#notice())
    // Whoever waits for changes expects Node to wait, too.
    const wait = setInterval(() => undefined, LONGEST_INTERVAL)
    return () => {
      clearInterval(wait)
      unsubscribe()
    }
  }

  #notice(): void {
    for (const watch of this.#watches) {
      watch.isDue = true
      watch.wake()
    }
    this.#sweeper.plan()
  }

  #end(watch: Watch): void {
    this.#watches.delete(watch)
    watch.forget()
    // Also for one that is reading, and looks before it waits.
    watch.isDue = true
    watch.wake()
    if (this.#watches.size > 0) return
    this.#unsubscribe?.()
    this.#unsubscribe = undefined
  }

  #watchedNames(): ReadonlySet<string> {
    return new Set([...this.#watches].map(({ name }) => name))
  }
}
