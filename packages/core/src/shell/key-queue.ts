/** Runs the jobs of one key one after the other, and those of different keys side by side. */
export class KeyQueue {
  readonly #last = new Map<string, Promise<unknown>>()

  run<T>(key: string, job: () => Promise<T>): Promise<T> {
    const before = this.#last.get(key)
    const result = before === undefined ? job() : before.then(job, job)
    this.#last.set(key, result)
    const leave = (): void => {
      if (this.#last.get(key) === result) this.#last.delete(key)
    }
    result.then(leave, leave)
    return result
  }
}
