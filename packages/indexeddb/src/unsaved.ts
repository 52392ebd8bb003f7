import type { LastWords } from '@kvasir/browser'
import type { Commit, KvasirError } from '@kvasir/core'
import type { Commitment } from './commitment.ts'
import type { Revisions } from './revisions.ts'

/**
 * The commits that are neither durable nor refused. From the moment in which the page may end without another
 * event, each of them is spoken: stored as a word within the very call.
 */
export class Unsaved {
  readonly #words: LastWords
  readonly #revisions: Revisions
  readonly #whenSaved: () => void
  readonly #commits = new Map<Commitment, Promise<unknown>>()
  /** Why the last commit failed; undefined once one succeeds. */
  failure: KvasirError | undefined

  /** `whenSaved` is called after each commit that is durable. */
  constructor(words: LastWords, revisions: Revisions, whenSaved: () => void) {
    this.#words = words
    this.#whenSaved = whenSaved
    this.#revisions = revisions
  }

  get size(): number {
    return this.#commits.size
  }

  /** To be called before anything is done about the commit. */
  announce(commitment: Commitment): void {
    if (this.#words.isLeaving) this.#speak(commitment)
  }

  /** Keeps account of a commit until it is settled. */
  follow(commitment: Commitment, commit: Promise<Commit>): Promise<Commit> {
    this.#commits.set(commitment, commit)
    commit.then(
      () => this.#settle(commitment, undefined),
      (error: unknown) => this.#settle(commitment, error as KvasirError),
    )
    return commit
  }

  /** Speaks all that was not spoken, in the order of the calls. */
  speakAll(): void {
    for (const commitment of this.#commits.keys()) this.#speak(commitment)
  }

  /** Resolves when all of them are durable; rejects with the first failure when all are settled. */
  async saved(): Promise<void> {
    const outcomes = await Promise.allSettled(this.#commits.values())
    const refused = outcomes.find(({ status }) => status === 'rejected')
    if (refused?.status === 'rejected') throw refused.reason
  }

  #speak(commitment: Commitment): void {
    const { batch, first, word } = commitment
    if (word !== undefined || batch.writes.length === 0) return
    const id = this.#words.newId()
    // What has its revisions is on its way, and they tell whether it has arrived.
    if (this.#words.speak({ id, at: this.#revisions.newest, batches: [batch], given: [first] })) {
      commitment.word = id
    }
  }

  #settle(commitment: Commitment, failure: KvasirError | undefined): void {
    this.#commits.delete(commitment)
    this.failure = failure
    if (commitment.word !== undefined) this.#words.unspeak(commitment.word)
    if (failure === undefined) this.#whenSaved()
  }
}
