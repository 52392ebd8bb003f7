import type { KVBinding } from './binding.ts'

/** Revisions in a millisecond, so that two who write in the same one seldom give the same. */
const IN_A_MILLISECOND = 2048

/** What connections through the same binding share, so that one that is opened again goes on behind the last. */
const known = new WeakMap<KVBinding, { newest: number }>()

/**
 * The numbers of writes. Nobody can count for all who write to Cloudflare KV, so they are taken from the clock: greater
 * than all that this process has given or seen, and mostly greater than those of others.
 */
export class Revisions {
  readonly #clock: () => number
  /** The newest that was given or seen. */
  readonly #shared: { newest: number }

  constructor(binding: KVBinding, clock: () => number) {
    this.#clock = clock
    this.#shared = known.get(binding) ?? { newest: 0 }
    known.set(binding, this.#shared)
  }

  get newest(): number {
    return this.#shared.newest
  }

  /** Takes note of a revision that somebody has given. */
  see(revision: number): void {
    this.#shared.newest = Math.max(this.newest, revision)
  }

  /** The first of a run of so many. */
  take(count: number, above: number): number {
    if (count === 0) return this.newest + 1
    const chance = Math.floor(Math.random() * IN_A_MILLISECOND)
    const moment = Math.floor(this.#clock()) * IN_A_MILLISECOND + chance
    const first = Math.max(this.newest + 1, above + 1, moment)
    this.#shared.newest = first + count - 1
    return first
  }
}
