import type { Timer } from './timer.ts'

/** How a transaction ends. */
export type Ending = 'complete' | 'abort'

/** A transaction that is to end in bounded time. */
interface Watch {
  /** Whether it was there already at the last round. */
  isOld: boolean
  readonly expire: () => void
}

/** The transactions that have not ended, or not answered if they only read. */
export class Watches {
  readonly #bound: number
  readonly #timer: Timer
  readonly #watched = new Set<Watch>()
  #cancelRound: (() => void) | undefined
  #whenQuiet: (() => void) | undefined

  /** `bound` is how long a transaction may take at the least, in milliseconds; twice as long at the most. */
  constructor(bound: number, timer: Timer) {
    this.#bound = bound
    this.#timer = timer
  }

  /**
   * Has `end` or, when neither happens in time, `giveUp` called. Answers how to stop that for a transaction that only
   * reads: nobody waits for its completion, and an event for it would make a single read slower by a twentieth.
   */
  add(transaction: IDBTransaction, end: (ending: Ending) => void, giveUp: () => void): () => void {
    const stop = (): boolean => {
      if (!this.#watched.delete(watch)) return false
      if (this.#watched.size === 0) this.#whenQuiet?.()
      return true
    }
    const watch: Watch = {
      isOld: false,
      expire: () => {
        stop()
        giveUp()
      },
    }
    this.#watched.add(watch)
    this.#cancelRound ??= this.#timer(this.#bound, this.#goRound)
    const whenEnded = ({ type }: Event): void => {
      if (stop()) end(type as Ending)
    }
    if (transaction.mode !== 'readonly') transaction.addEventListener('complete', whenEnded)
    transaction.addEventListener('abort', whenEnded)
    return () => void stop()
  }

  /** Waits for the transactions that are under way to end. */
  async quiet(): Promise<void> {
    if (this.#watched.size > 0) await new Promise<void>((resolve) => (this.#whenQuiet = resolve))
    this.#whenQuiet = undefined
  }

  /** Stops the timer, unless it is still needed. */
  rest(): void {
    if (this.#watched.size > 0) return
    this.#cancelRound?.()
    this.#cancelRound = undefined
  }

  /** One timer for all transactions, which most of them never see: setting one for each takes 10 us. */
  readonly #goRound = (): void => {
    for (const watch of Array.from(this.#watched)) {
      if (watch.isOld) watch.expire()
      else watch.isOld = true
    }
    this.#cancelRound = this.#watched.size > 0 ? this.#timer(this.#bound, this.#goRound) : undefined
  }
}
