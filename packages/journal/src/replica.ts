import {
  type Batch,
  type Commit,
  type Engine,
  KvasirError,
  type Made,
  madeBy,
  REMEMBERED_IDS,
  toTellMade,
} from '@kvasir/core'
import { fromRecord, type Record, toRecord } from './record.ts'
import type { LogRecord, Tail } from './storage.ts'

/** Something to be done in its turn: a commit, or something to be read behind those before it. */
export type Step = Batch | ((engine: Engine) => unknown)

/** Whether a step is a commit. */
export function isBatch(step: Step): step is Batch {
  return typeof step === 'object'
}

/** What an engine says to steps, until it is known whether their commits are in the log. */
export interface Judged {
  /** In the order of the steps. */
  readonly answers: readonly unknown[]
  /** The record to be appended; undefined when the steps change nothing. */
  readonly frame: Uint8Array | undefined
  /** The record is in the log, and counts. */
  keep(position: number): void
  /** Does nothing when it is kept or undone already. */
  undo(): void
}

/** An engine that follows a log. */
export class Replica {
  readonly engine: Engine
  /** The position of the last record that counts. */
  #base: number
  /** The position of the last record that was read, whether or not it counts. */
  #seen: number
  readonly #origin: number

  /** The records that were read last, with the revisions in them, oldest first. */
  readonly #records = new Map<string, Commit>()

  /** An engine with the state after the record at `position`, in a journal that began behind `origin`. */
  constructor(engine: Engine, position: number, origin: number = position) {
    this.engine = engine
    this.#base = position
    this.#seen = position
    this.#origin = origin
  }

  get base(): number {
    return this.#base
  }

  get seen(): number {
    return this.#seen
  }

  /** Whether records were dropped that this replica has not read: it has to be loaded anew. */
  isBehind({ start }: Tail): boolean {
    return start > this.#seen
  }

  /**
   * Does what others have appended; what was read before is passed over. Answers whether anything counted. Throws
   * `DAMAGED` and `UNSUPPORTED_DATABASE`. The records are all that there are behind those that were read before.
   */
  follow(records: readonly LogRecord[]): boolean {
    const commits: Made[] = []
    let base = this.#base
    let seen = this.#seen
    const known = Math.max(seen, this.#origin)
    const read = new Set<number>()
    for (const { position, frame } of records) {
      if (position <= seen) continue
      const record = fromRecord(frame)
      // Whoever has appended it had read the record that it follows: if that is not there, it was there once.
      if (record.base > known && record.base < position && !read.has(record.base)) throw missing(record.base)
      read.add(position)
      seen = position
      if (record.base !== base) continue
      commits.push(...record.commits)
      this.#remember(record)
      base = position
    }
    if (commits.length > 0) this.engine.replay(commits)
    const counted = base !== this.#base
    this.#base = base
    this.#seen = seen
    return counted
  }

  /** Takes note of a record whose commits are in the engine. */
  advance(position: number, record: Record): void {
    this.#base = this.#seen = position
    this.#remember(record)
  }

  /** The answer for a record that was read not long ago; undefined for another. */
  recall(id: string): Commit | undefined {
    return this.#records.get(id)
  }

  /** Takes note of a record that does not count. */
  passOver(position: number): void {
    this.#seen = Math.max(this.#seen, position)
  }

  /**
   * Takes steps, to be kept or undone before anything else is done with the engine but reading. The record that
   * they make gets this id.
   */
  judge(steps: readonly Step[], id: string): Judged {
    const { engine } = this
    const attempt = engine.attempt()
    let hasEnded = false
    const undo = (): void => {
      if (hasEnded) return
      hasEnded = true
      attempt.undo()
    }
    try {
      const commits: Made[] = []
      const answers = steps.map((step) => {
        if (typeof step === 'function') return step(engine)
        const { revision } = engine
        const { writes, id } = step
        const answer = (id && this.recall(id)) || engine.commit(toTellMade(step))
        // The answer to a batch that was remembered is an old one, and there is nothing to do again.
        const isNew = answer.ok && answer.first > revision && (writes.length > 0 || id !== undefined)
        if (isNew) commits.push(madeBy(step, answer))
        return answer
      })
      const record = { base: this.#base, id, commits }
      return {
        answers,
        frame: commits.length === 0 ? undefined : toRecord(record),
        keep: (position) => {
          attempt.keep()
          hasEnded = true
          this.advance(position, record)
        },
        undo,
      }
    } catch (error) {
      undo()
      throw error
    }
  }

  #remember({ id, commits }: Record): void {
    const oldest = commits[0]
    const newest = commits.at(-1)
    if (oldest === undefined || newest === undefined) return
    const last = newest.first + newest.writes.length - 1
    this.#records.set(id, { ok: true, first: oldest.first, last, replaced: [] })
    for (const other of this.#records.keys()) {
      if (this.#records.size <= REMEMBERED_IDS) break
      this.#records.delete(other)
    }
  }
}

function missing(position: number): KvasirError {
  return new KvasirError('DAMAGED', `The record at ${position} is missing, which another one follows.`)
}
