import { type Batch, type Durability, isKvasirError, type KvasirError } from '@kvasir/core'
import type { Neighbours } from './neighbours.ts'
import { purgeOf } from './purge.ts'
import { counts } from './record.ts'
import { isBatch, type Judged, type Replica, type Step } from './replica.ts'
import type { JournalStorage, LogRecord, Tail } from './storage.ts'
import type { Turns } from './turns.ts'

export interface LogEndParts {
  readonly storage: JournalStorage
  readonly replica: Replica
  /** Opens the stored journal again. */
  readonly reload: () => Promise<Replica>
  readonly neighbours: Neighbours
  readonly turns: Turns
  /** Epoch milliseconds: says what has expired when room is needed. */
  readonly clock: () => number
  /** Called when a record was appended here, with its size in bytes. */
  readonly onAppended: (bytes: number) => void
}

/** How many appends in a row nobody must have come between before it is taken for granted again. */
const QUIET = 4

/**
 * The end of a log to which others append, too: judges commits on what it says, and appends their records. For use
 * in turns: one thing after the other.
 */
export class LogEnd {
  readonly #parts: LogEndParts
  #replica: Replica
  #logged: number
  /** Appends since somebody else was met at the end of the log. */
  #quiet = QUIET
  #failure: KvasirError | undefined
  #broken: KvasirError | undefined

  constructor(parts: LogEndParts) {
    this.#parts = parts
    this.#replica = parts.replica
    this.#logged = parts.replica.engine.revision
  }

  /** The engine, and how far it has followed the log. */
  get replica(): Replica {
    return this.#replica
  }

  /** The newest revision in the log, as far as it was read. */
  get logged(): number {
    return this.#logged
  }

  /** Why the last record was not stored. */
  get failure(): KvasirError | undefined {
    return this.#broken ?? this.#failure
  }

  /** Why nothing can be done any more. */
  get broken(): KvasirError | undefined {
    return this.#broken
  }

  /** Takes steps, and appends the record that they make under this id; answers them when it is stored. */
  async take(steps: readonly Step[], id: string): Promise<readonly unknown[]> {
    const batches = steps.filter(isBatch)
    try {
      const answers = await this.#run(steps, batches, id)
      if (batches.length > 0) this.#failure = undefined
      return answers
    } catch (error) {
      if (isKvasirError(error)) this.#failure = error
      throw error
    } finally {
      this.#logged = this.#replica.engine.revision
    }
  }

  /** Reads what others have appended. */
  async catchUp(): Promise<void> {
    if (!this.#parts.storage.isShared || this.#broken !== undefined) return
    const tail = await this.#parts.storage.read(this.#replica.seen)
    if (this.#replica.isBehind(tail)) await this.#reload()
    else this.#follow(tail.records)
  }

  /** Takes note of a record that another tab has appended; without one, of that some may have been missed. */
  async hear(record: LogRecord | undefined): Promise<void> {
    try {
      if (record === undefined || record.position > this.#replica.seen + 1) await this.catchUp()
      else this.#follow([record])
    } catch (error) {
      this.#mistrust(error)
    }
  }

  /** Goes on with another engine. */
  replace(replica: Replica): void {
    const { engine } = this.#replica
    this.#replica = replica
    this.#logged = replica.engine.revision
    engine.close()
  }

  async #run(steps: readonly Step[], batches: readonly Batch[], id: string): Promise<readonly unknown[]> {
    if (this.#broken !== undefined) throw this.#broken
    if (batches.length === 0) return steps.map((step) => isBatch(step) || step(this.#replica.engine))
    const isStrict = batches.some((batch) => batch.durability === 'strict')
    const durability = isStrict ? 'strict' : 'relaxed'
    try {
      return await this.#append(steps, id, durability)
    } catch (error) {
      const isFull = isKvasirError(error) && error.code === 'QUOTA_EXCEEDED'
      const purge = isFull ? purgeOf(this.#replica.engine, this.#parts.clock()) : undefined
      if (purge === undefined) throw error
      const [, ...answers] = await this.#append([purge, ...steps], id, durability)
      return answers
    }
  }

  async #append(steps: readonly Step[], id: string, durability: Durability): Promise<readonly unknown[]> {
    // In an empty journal nothing would tell that another one has taken its place.
    const mustLook = this.#quiet < QUIET || (this.#parts.storage.isShared && this.#replica.seen === 0)
    const answers = mustLook ? undefined : await this.#appendUnlooked(steps, id, durability)
    if (answers !== undefined) return answers
    const look = (): Promise<readonly unknown[]> => this.#appendLooking(steps, id, durability)
    return this.#parts.storage.isShared
      ? await this.#parts.turns.run(look, (all) => all.some(isRefusal))
      : await look()
  }

  /** Appends in the belief that nobody else has; answers undefined when that was wrong or cannot be known. */
  async #appendUnlooked(
    steps: readonly Step[],
    id: string,
    durability: Durability,
  ): Promise<readonly unknown[] | undefined> {
    const { storage } = this.#parts
    const replica = this.#replica
    this.#logged = replica.engine.revision
    const { answers, frame, keep, undo } = replica.judge(steps, id)
    if (frame === undefined) {
      undo()
      return storage.isShared ? undefined : answers
    }
    try {
      const { position, between } = await storage.append(replica.seen, frame, durability)
      if (replica.isBehind(between)) {
        undo()
        await this.#reload()
        return undefined
      }
      if (!counts(between.records, replica.base)) {
        keep(position)
        this.#appended({ position, frame })
        return answers
      }
      undo()
      replica.follow(between.records)
      replica.passOver(position)
      this.#quiet = 0
      return undefined
    } catch (error) {
      undo()
      this.#mistrust(error)
      throw error
    }
  }

  /** Appends behind whatever there is. */
  async #appendLooking(
    steps: readonly Step[],
    id: string,
    durability: Durability,
  ): Promise<readonly unknown[]> {
    const { storage } = this.#parts
    for (;;) {
      const replica = this.#replica
      const looked: { judged?: Judged | undefined } = {}
      const decide = (others: Tail): Uint8Array | undefined => {
        // The storage may have had to try again.
        looked.judged?.undo()
        looked.judged = undefined
        if (replica.isBehind(others)) return undefined
        this.#quiet = replica.follow(others.records) ? 0 : this.#quiet + 1
        this.#logged = replica.engine.revision
        looked.judged = replica.judge(steps, id)
        return looked.judged.frame
      }
      try {
        const position = await storage.exchange(replica.seen, decide, durability)
        if (looked.judged !== undefined) {
          const { answers, frame, keep, undo } = looked.judged
          if (position === undefined || frame === undefined) {
            undo()
          } else {
            keep(position)
            this.#appended({ position, frame })
          }
          return answers
        }
      } catch (error) {
        looked.judged?.undo()
        this.#mistrust(error)
        throw error
      }
      await this.#reload()
    }
  }

  #appended(record: LogRecord): void {
    this.#logged = this.#replica.engine.revision
    this.#parts.neighbours.tell(record)
    this.#parts.onAppended(record.frame.length)
  }

  /** Whether a record got into the log is not known after every failure: the log is looked at before the next one. */
  #mistrust(error: unknown): void {
    this.#quiet = 0
    if (!isKvasirError(error)) return
    this.#failure = error
    if (error.code === 'DAMAGED' || error.code === 'UNSUPPORTED_DATABASE') this.#broken = error
  }

  #follow(records: readonly LogRecord[]): void {
    try {
      this.#replica.follow(records)
      this.#logged = this.#replica.engine.revision
    } catch (error) {
      this.#mistrust(error)
      throw error
    }
  }

  async #reload(): Promise<void> {
    this.replace(await this.#parts.reload())
  }
}

/** Whether this is the answer to a commit whose check did not hold. */
function isRefusal(answer: unknown): boolean {
  return typeof answer === 'object' && answer !== null && 'ok' in answer && answer.ok === false
}
