import { type Commit, REMEMBERED_IDS } from '@kvasir/core'

/** What was answered to a batch with an id. */
export interface Remembered {
  readonly first: number
  readonly last: number
}

/** The ids that were committed last, with their answers, oldest first. */
export class Answers {
  readonly #byId = new Map<string, Remembered>()

  get(id: string): Commit | undefined {
    const answer = this.#byId.get(id)
    return answer && { ok: true, ...answer, replaced: [] }
  }

  remember(id: string, { first, last }: Remembered): void {
    this.#byId.set(id, { first, last })
  }

  forget(id: string): void {
    this.#byId.delete(id)
  }

  /** Forgets the oldest ones that are too many. */
  trim(): void {
    for (const id of this.#byId.keys()) {
      if (this.#byId.size <= REMEMBERED_IDS) return
      this.#byId.delete(id)
    }
  }

  entries(): IterableIterator<[id: string, answer: Remembered]> {
    return this.#byId.entries()
  }

  clear(): void {
    this.#byId.clear()
  }
}
