/**
 * Keeps the operations of a namespace in the order in which they were called, where answers take time.
 *
 * What asks its backend once needs no help: backends keep the order of what they are asked. What takes
 * several steps is run here, and whatever is called meanwhile for the same key waits for it. Without a key,
 * an operation is about all of them. Nobody waits where nothing is under way.
 */
export class Sequence {
  /** The last operation of a key, while it or one before it takes several steps. */
  readonly #tails = new Map<string, Promise<unknown>>()
  /** The last such operation on all keys. */
  #barrier: Promise<unknown> | undefined

  /** Whether an operation on a key, or on all of them, must wait for others. */
  isBusy(key: string | undefined): boolean {
    return this.#barrier !== undefined || (key === undefined ? this.#tails.size > 0 : this.#tails.has(key))
  }

  /** Runs an operation that others wait for, or that waits for others. */
  run<T>(key: string | undefined, job: () => Promise<T>): Promise<T> {
    const before = key === undefined ? this.#all() : (this.#tails.get(key) ?? this.#barrier)
    const result = before === undefined ? job() : before.then(job, job)
    if (key === undefined) this.#barrier = result
    else this.#tails.set(key, result)
    const leave = (): void => {
      if (key === undefined && this.#barrier === result) this.#barrier = undefined
      if (key !== undefined && this.#tails.get(key) === result) this.#tails.delete(key)
    }
    result.then(leave, leave)
    return result
  }

  /** Everything that is under way, which from now on is behind a barrier. */
  #all(): Promise<unknown> | undefined {
    if (this.#tails.size === 0) return this.#barrier
    const tails = [...this.#tails.values(), this.#barrier]
    this.#tails.clear()
    return Promise.allSettled(tails)
  }
}
