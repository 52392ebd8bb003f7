/** Ranges that are remembered; who is further behind than that takes older ones for those of others. */
const MAX_RANGES = 4096

interface Range {
  readonly first: number
  last: number
}

/** A set of revisions that were mostly given one after the other. */
export class Revisions {
  /** Apart from each other, in their order: while nobody else writes there is one. */
  #ranges: Range[] = []

  has(revision: number): boolean {
    let low = 0
    for (let high = this.#ranges.length; low < high;) {
      const middle = (low + high) >>> 1
      if (this.#ranges[middle]!.last < revision) low = middle + 1
      else high = middle
    }
    return (this.#ranges[low]?.first ?? Infinity) <= revision
  }

  add(first: number, last: number): void {
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
