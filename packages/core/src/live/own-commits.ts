import type { Commit } from '../contract.ts'
import { isThenable } from '../is-thenable.ts'

/** Ranges that are remembered; who is further behind than that takes older ones for those of others. */
const MAX_RANGES = 4096

interface Range {
  readonly first: number
  last: number
}

/** Which revisions a store has written itself. */
export class OwnCommits {
  /** Apart from each other, in their order: while nobody else writes there is one. */
  #ranges: Range[] = []
  readonly #underWay = new Set<PromiseLike<unknown>>()

  /** Takes note of the answer to a commit, and returns it. */
  follow<T extends Commit | PromiseLike<Commit>>(answer: T): T {
    if (isCommit(answer)) {
      this.#note(answer)
      return answer
    }
    const noted = this.#noteLater(answer)
    this.#underWay.add(noted)
    void noted.then(() => this.#underWay.delete(noted))
    return answer
  }

  /** Resolves when every commit is answered that is under way; undefined when there is none. */
  answered(): Promise<unknown> | undefined {
    return this.#underWay.size === 0 ? undefined : Promise.all(this.#underWay)
  }

  has(revision: number): boolean {
    let low = 0
    for (let high = this.#ranges.length; low < high;) {
      const middle = (low + high) >>> 1
      if (this.#ranges[middle]!.last < revision) low = middle + 1
      else high = middle
    }
    return (this.#ranges[low]?.first ?? Infinity) <= revision
  }

  async #noteLater(answer: PromiseLike<Commit>): Promise<void> {
    try {
      this.#note(await answer)
    } catch {
      // Whoever has committed is told.
    }
  }

  #note(commit: Commit): void {
    if (!commit.ok || commit.last < commit.first) return
    const { first, last } = commit
    const newest = this.#ranges.at(-1)
    if (newest !== undefined && newest.last + 1 === first) {
      newest.last = last
      return
    }
    this.#ranges.push({ first, last })
    // Answers may come in another order than the commits.
    if (newest !== undefined && newest.last > first) this.#ranges.sort((a, b) => a.first - b.first)
    if (this.#ranges.length > MAX_RANGES) this.#ranges.splice(0, MAX_RANGES / 2)
  }
}

function isCommit(answer: Commit | PromiseLike<Commit>): answer is Commit {
  return !isThenable(answer)
}
