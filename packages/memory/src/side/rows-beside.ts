import type { Batch, Check, Commit } from '@kvasir/core'
import { MemoryBackend } from '../memory.ts'
import { isBeside, type Parts } from './parts.ts'

/** The rows in memory beside a backend, and the revisions of both. */
export class RowsBeside extends MemoryBackend {
  /** The newest revision that the backend has told of. */
  #told = 0

  /** The newest revision that was given here, or that the backend has told of. */
  get revision(): number {
    return this.newest
  }

  /** A batch for the backend, whose revisions are to be above those that were given here. */
  numbered(batch: Batch): Batch {
    return this.newest > this.#told ? { ...batch, above: this.newest } : batch
  }

  /** Takes note of an answer of the backend, above which revisions go on; returns it. */
  told(answer: Commit): Commit {
    if (answer.ok && answer.last > this.#told) {
      this.#told = answer.last
      if (answer.last > this.newest) this.newest = answer.last
    }
    return answer
  }

  /** The answer to a batch that was committed before. */
  recall({ id }: Batch): Commit | undefined {
    return id === undefined ? undefined : this.answers.get(id)
  }

  failedOf(checks: readonly Check[]): Check | undefined {
    return checks.find((check) => !this.holds(check))
  }

  /** Commits a batch that writes to memory alone, of which the backend has said which of its checks fails, if any. */
  settle({ batch, beside }: Parts, failed: Check | undefined): Commit {
    const remembered = this.recall(batch)
    if (remembered !== undefined) return remembered
    return failed === undefined ? this.commit({ ...batch, checks: beside }) : { ok: false, failed }
  }

  /** Does what is in memory of a batch that the backend has answered. */
  follow({ batch }: Parts, answer: Commit): Commit {
    const { writes, replaced = false, id } = batch
    if (!answer.ok) return answer
    const { first, last } = answer
    // Where its answer was remembered, it has happened before.
    if (id !== undefined && answer.replaced.length < writes.length) return { ...answer, replaced: [] }
    const found = writes.map((write, i) =>
      isBeside(write) ? this.write(write, first + i) : answer.replaced[i],
    )
    this.told(answer)
    if (id !== undefined) this.remember(id, first, last)
    if (writes.some(isBeside)) this.listeners.tell()
    return { ok: true, first, last, replaced: replaced ? found : [] }
  }

  /** Forgets all rows; revisions go on from where they are. */
  forget(): void {
    this.dropAll()
    this.listeners.tell()
  }
}
