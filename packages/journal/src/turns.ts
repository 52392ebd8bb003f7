import type { Timer } from '@kvasir/browser'

/**
 * Milliseconds for which a tab that was overtaken keeps its turn, to try again: enough for whoever asked to hear of it and
 * to ask again.
 */
const KEPT = 20
/** How often in a row a tab keeps its turn. */
const MOST_KEPT = 4

/**
 * Lets tabs that have met at the end of a log append one after the other.
 *
 * Whoever increments a number has read it before, and is refused when another tab has come first. With eight tabs that
 * is nearly always so, and the last in the row could try for ever. So a tab that was refused keeps its turn for the
 * moment that it takes to try again.
 */
export class Turns {
  readonly #claim: () => Promise<() => void>
  readonly #timer: Timer
  #held: (() => void) | undefined
  #cancel: (() => void) | undefined
  #kept = 0

  /** `claim` waits for the turn of this tab and answers how to end it. */
  constructor(claim: () => Promise<() => void>, timer: Timer) {
    this.#claim = claim
    this.#timer = timer
  }

  /** Runs an append in the turn of this tab, which it keeps when `wasRefused` says so of the answer. */
  async run<T>(append: () => Promise<T>, wasRefused: (answer: T) => boolean): Promise<T> {
    this.#cancel?.()
    const end = this.#held ?? (await this.#claim())
    this.#held = end
    let keeps = false
    try {
      const answer = await append()
      keeps = wasRefused(answer) && this.#kept < MOST_KEPT
      return answer
    } finally {
      this.#kept = keeps ? this.#kept + 1 : 0
      if (keeps) this.#cancel = this.#timer(KEPT, () => this.end())
      else this.end()
    }
  }

  /** Ends the turn of this tab, if it has kept it. */
  end(): void {
    this.#cancel?.()
    this.#cancel = undefined
    this.#held?.()
    this.#held = undefined
  }
}
