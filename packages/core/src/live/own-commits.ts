import type { Batch, Commit } from '../contract.ts'
import { isThenable } from '../is-thenable.ts'
import { Revisions } from './revisions.ts'

/** Which revisions a store has written itself. */
export class OwnCommits {
  /** What is stored and what is in memory beside it have numbers of their own: other tabs may have given the same ones. */
  readonly #stored = new Revisions()
  readonly #beside = new Revisions()
  readonly #underWay = new Set<PromiseLike<unknown>>()

  /** Takes note of the answer to a commit, and returns it. */
  follow<T extends Commit | PromiseLike<Commit>>(answer: T, batch: Batch): T {
    if (isCommit(answer)) {
      this.#note(answer, batch)
      return answer
    }
    const noted = this.#noteLater(answer, batch)
    this.#underWay.add(noted)
    void noted.then(() => this.#underWay.delete(noted))
    return answer
  }

  /** Resolves when every commit is answered that is under way; undefined when there is none. */
  answered(): Promise<unknown> | undefined {
    return this.#underWay.size === 0 ? undefined : Promise.all(this.#underWay)
  }

  /** Whether what has a revision in a space was written by the store. */
  has(space: number, revision: number): boolean {
    return (space < 0 ? this.#beside : this.#stored).has(revision)
  }

  async #noteLater(answer: PromiseLike<Commit>, batch: Batch): Promise<void> {
    try {
      this.#note(await answer, batch)
    } catch {
      // Whoever has committed is told.
    }
  }

  #note(commit: Commit, { writes }: Batch): void {
    if (!commit.ok || commit.last < commit.first) return
    const { first, last } = commit
    if (writes.some(({ space }) => space < 0)) this.#beside.add(first, last)
    if (writes.some(({ space }) => space >= 0)) this.#stored.add(first, last)
  }
}

function isCommit(answer: Commit | PromiseLike<Commit>): answer is Commit {
  return !isThenable(answer)
}
