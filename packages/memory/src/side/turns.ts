/**
 * Keeps what is asked of a backend and of the memory beside it in the order of the calls.
 *
 * Each side keeps its own order; what is about both is waited for. While it is under way, memory is as it was and stays
 * so: nobody sees what may come to nothing, and what was checked is not changed. Nobody waits where nothing is under way.
 */
export class Turns {
  /** Resolves when nothing of what was asked for is under way on both sides. */
  #settled: Promise<unknown> | undefined
  /** Resolves when the backend has got what was asked for and waits for memory. */
  #sent: Promise<unknown> | undefined
  #waiting = 0

  /** How many things the backend has not got yet. */
  get waiting(): number {
    return this.#waiting
  }

  /** Asks memory. */
  async beside<T>(job: () => T): Promise<T> {
    return this.#settled === undefined ? job() : await this.#settled.then(job)
  }

  /** Asks the backend. */
  beneath<T>(job: () => Promise<T>): Promise<T> {
    return this.#sent === undefined ? job() : this.#sent.then(job)
  }

  /** Asks the backend, and then memory with what it has answered. */
  first<A, T>(ask: () => Promise<A>, job: (answer: A) => T): Promise<T> {
    const before = this.#settled
    const asked = this.beneath(ask)
    const done = (async () => {
      const answer = await asked
      await before
      return job(answer)
    })()
    this.#hold(done, before)
    return done
  }

  /** Does something about both sides that has to find memory settled, and keeps it so until it is done. */
  both<T>(job: () => Promise<T>): Promise<T> {
    const before = this.#settled
    const done = before === undefined ? job() : this.#wait(before, job)
    this.#hold(done, before)
    return done
  }

  async #wait<T>(before: Promise<unknown>, job: () => Promise<T>): Promise<T> {
    this.#waiting++
    // In a box, as it is to be waited for that it has begun.
    const begun = before.then(() => ({ done: job() }))
    this.#sent = begun
    const open = (): void => {
      this.#waiting--
      if (this.#sent === begun) this.#sent = undefined
    }
    // First of all that waits for it, so that whatever is asked for from then on comes after what waits.
    begun.then(open, open)
    return await (
      await begun
    ).done
  }

  #hold(done: Promise<unknown>, before: Promise<unknown> | undefined): void {
    const settled = Promise.allSettled([done, before])
    this.#settled = settled
    const open = (): void => {
      if (this.#settled === settled) this.#settled = undefined
    }
    settled.then(open, open)
  }
}
