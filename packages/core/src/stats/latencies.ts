import type { OperationStats } from '../api.ts'

/** Buckets whose ends are a factor of the square root of 2 apart, from 1/16 of a microsecond to some minutes. */
const BUCKETS = 64
const SMALLEST = 2 ** -4 / 1000

/** How often something was done, and how long it took when that was measured. */
export class Latencies {
  count = 0
  #timed = 0
  #total = 0
  #max = 0
  readonly #buckets = new Uint32Array(BUCKETS)

  /** Takes note of one that took so many milliseconds. */
  note(millis: number): void {
    this.#timed++
    this.#total += millis
    this.#max = Math.max(this.#max, millis)
    const bucket = Math.ceil(2 * Math.log2(millis / SMALLEST))
    this.#buckets[Math.min(Math.max(bucket, 0), BUCKETS - 1)]!++
  }

  /** What is known of them, as many as there were. */
  read(count: number): OperationStats {
    const timed = this.#timed
    return {
      count,
      timed,
      mean: timed === 0 ? 0 : this.#total / timed,
      max: this.#max,
      p50: this.#quantile(0.5),
      p99: this.#quantile(0.99),
    }
  }

  /** The end of the bucket in which the quantile lies. */
  #quantile(part: number): number {
    let left = this.#timed * part
    const bucket = this.#buckets.findIndex((size) => (left -= size) <= 0)
    return Math.min(this.#max, SMALLEST * 2 ** (bucket / 2))
  }
}
