/** Those who want to be told of commits: what a backend needs for its `onCommit`. */
export class CommitListeners {
  readonly #listeners = new Set<{ readonly listener: () => void }>()

  get size(): number {
    return this.#listeners.size
  }

  /** Returns what ends it. */
  add(listener: () => void): () => void {
    const entry = { listener }
    this.#listeners.add(entry)
    return () => {
      this.#listeners.delete(entry)
    }
  }

  /** Calls all of them; to be called once what was committed can be read. */
  tell(): void {
    for (const { listener } of this.#listeners) listener()
  }

  clear(): void {
    this.#listeners.clear()
  }
}
