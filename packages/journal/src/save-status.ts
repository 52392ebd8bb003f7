/** `saved`: everything is durable. `saving`: something is on its way. `failing`: something could not be stored. */
export type SaveStatus = 'saved' | 'saving' | 'failing'

/** Whether everything is durable, and who wants to know. */
export class SaveStatuses {
  readonly #listeners = new Set<(status: SaveStatus) => void>()
  #now: SaveStatus = 'saved'

  get now(): SaveStatus {
    return this.#now
  }

  /** Calls `listener` whenever it has changed; returns a function that ends this. */
  listen(listener: (status: SaveStatus) => void): () => void {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }

  turn(status: SaveStatus): void {
    if (status === this.#now) return
    this.#now = status
    for (const listener of this.#listeners) {
      // A listener that writes may have turned it meanwhile, and all were told.
      if (this.#now !== status) return
      try {
        listener(status)
      } catch (error) {
        // The listener's own, and nothing about what is stored.
        queueMicrotask(() => {
          throw error
        })
      }
    }
  }
}
