import type { LastWords } from '@kvasir/browser'
import {
  type Backend,
  type Batch,
  type Capabilities,
  type Commit,
  CommitListeners,
  type Engine,
  type EngineKind,
  type Health,
  type Incident,
  KvasirError,
  type Row,
  type Scan,
  type Stat,
  type Tally,
} from '@kvasir/core'
import type { Packing } from './compression.ts'
import { leaveWord } from './leave-word.ts'
import { LogEnd, type LogEndParts } from './log-end.ts'
import { Pending } from './pending.ts'
import { isBatch, type Replica, type Step } from './replica.ts'
import { type Change, rewrite } from './rewrite.ts'
import type { LogRecord } from './storage.ts'
import { tried } from './tried.ts'

/** Something that was asked for. */
interface Job {
  /** A commit may get an id before it is begun. */
  step: Step
  resolve(answer: unknown): void
  reject(reason: unknown): void
}

/** A backend that is made durable by a journal. */
export interface Journal extends Backend<'async'> {
  /** The state as of now, in the pieces of its engine kind. */
  snapshot(): Promise<readonly Uint8Array[]>
  /**
   * Replaces the whole state by what `change` makes of it, which is called again when another tab has come between;
   * nothing is changed when it rejects, except after `TIMEOUT`. Revisions must not fall. Throws what `change` and the
   * opening of its pieces throw.
   */
  rewrite(change: Change): Promise<void>
}

export interface JournalParts extends LogEndParts {
  readonly name: string
  readonly kind: EngineKind
  readonly packing: Packing
  /** Undefined where a page cannot leave any, as in a worker. */
  readonly words: LastWords | undefined
  readonly incidents: readonly Incident[]
  /** Called before the storage is closed, and after. */
  readonly onClosing: () => Promise<void>
  readonly onClosed: () => void
}

/**
 * An engine whose commits are in a log before they are acknowledged.
 *
 * The engine holds what is in the log and nothing else, but for the commits of the one record that is being
 * appended, which are undone if that fails; and a read of what they touch waits until that is known. So nobody
 * sees what may yet come to nothing.
 */
export class JournalBackend implements Journal {
  readonly name: string
  readonly mode = 'async'
  readonly capabilities: Capabilities
  readonly #parts: JournalParts
  readonly #log: LogEnd
  #queue: Job[] = []
  /** What is being appended, and the id that the record is remembered by. */
  #running: { readonly id: string; readonly batches: readonly Batch[] } | undefined
  readonly #pending = new Pending()
  readonly #listeners = new CommitListeners()
  /** The newest revision in the log when the listeners were told. */
  #told = 0
  /** The last thing that was or is being done with the log; never rejects. */
  #work: Promise<void> = Promise.resolve()
  #unsaved = 0
  #closing: Promise<void> | undefined

  constructor(parts: JournalParts) {
    this.name = parts.name
    const consistency = parts.storage.isShared ? 'eventual' : 'strong'
    this.capabilities = { persistent: true, consistency, clone: false, memorySide: false }
    this.#parts = parts
    this.#log = new LogEnd(parts)
    this.#told = this.logged
    parts.neighbours.onAppended((record) => this.#hear(record))
    parts.words?.onLeaving(() => this.#speakAll(parts.words!))
  }

  async get(space: number, key: string): Promise<Row | undefined> {
    this.#assertUsable()
    return this.#pending.touchesKey(space, key)
      ? this.#read((engine) => engine.get(space, key))
      : this.#engine.get(space, key)
  }

  async getMany(space: number, keys: readonly string[]): Promise<readonly (Row | undefined)[]> {
    this.#assertUsable()
    return keys.some((key) => this.#pending.touchesKey(space, key))
      ? this.#read((engine) => engine.getMany(space, keys))
      : this.#engine.getMany(space, keys)
  }

  async scan(scan: Scan): Promise<readonly Row[]> {
    this.#assertUsable()
    return this.#pending.touchesScan(scan)
      ? this.#read((engine) => engine.scan(scan))
      : this.#engine.scan(scan)
  }

  async stat(tally: Tally): Promise<Stat> {
    this.#assertUsable()
    return this.#pending.touchesSpan(tally)
      ? this.#read((engine) => engine.stat(tally))
      : this.#engine.stat(tally)
  }

  async commit(batch: Batch): Promise<Commit> {
    this.#assertUsable()
    const { words } = this.#parts
    const spoken = words?.isLeaving === true ? this.#speak(words, batch) : batch
    this.#pending.add(batch)
    this.#unsaved++
    return this.#enqueue(spoken)
  }

  onCommit(listener: () => void): () => void {
    this.#assertUsable()
    return this.#listeners.add(listener)
  }

  async flush(): Promise<void> {
    this.#assertUsable()
    await this.inTurn(() => this.#log.catchUp())
    if (this.#log.broken !== undefined) throw this.#log.broken
  }

  async health(): Promise<Health> {
    const { storage, incidents } = this.#parts
    return {
      storage: storage.place,
      unsaved: this.#unsaved,
      failure: this.#log.failure,
      role: 'peer',
      incidents,
    }
  }

  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  /** Runs `job` when the engine holds what is in the log, and nothing else; what it throws is thrown. */
  inTurn<T>(job: () => T | Promise<T>): Promise<T> {
    const done = this.#work.then(job)
    const tell = (): void => this.#tell()
    this.#work = done.then(tell, tell)
    return done
  }

  async snapshot(): Promise<readonly Uint8Array[]> {
    this.#assertUsable()
    return await this.inTurn(() => Array.from(this.#engine.snapshot(), ({ bytes }) => bytes))
  }

  async rewrite(change: Change): Promise<void> {
    this.#assertUsable()
    const { neighbours, storage, kind, packing } = this.#parts
    await this.inTurn(async () => {
      let after: Replica | undefined
      do {
        await this.#log.catchUp()
        after = await rewrite(storage, kind, packing, this.replica, change)
      } while (after === undefined)
      this.#log.replace(after)
      // It is another state, whatever its newest revision.
      this.#told = -1
      neighbours.call()
    })
  }

  /** The newest revision in the log, as far as it was read. */
  get logged(): number {
    return this.#log.logged
  }

  /** For use in a turn. */
  get replica(): Replica {
    return this.#log.replica
  }

  get #engine(): Engine {
    return this.replica.engine
  }

  #speak(words: LastWords, batch: Batch): Batch {
    return leaveWord(words, batch, { engine: this.#engine, pending: this.#pending, logged: this.logged })
  }

  /** Leaves word of everything that is under way. */
  #speakAll(words: LastWords): void {
    const { id, batches = [] } = this.#running ?? {}
    if (id !== undefined) words.speak({ id, at: this.logged, batches })
    for (const job of this.#queue) if (isBatch(job.step)) job.step = this.#speak(words, job.step)
  }

  /** Tells that there is more in the log than before. */
  #tell(): void {
    if (this.#told === this.logged) return
    this.#told = this.logged
    this.#listeners.tell()
  }

  #assertUsable(): void {
    if (this.#closing !== undefined) throw new KvasirError('CLOSED', 'The store is closed.')
    if (this.#log.broken !== undefined) throw this.#log.broken
  }

  async #close(): Promise<void> {
    const { storage, neighbours, onClosing, onClosed } = this.#parts
    try {
      await this.inTurn(() => undefined)
      await onClosing()
      await this.inTurn(() => undefined)
    } finally {
      this.#parts.turns.end()
      neighbours.close()
      this.#listeners.clear()
      this.#engine.close()
      try {
        await storage.close()
      } finally {
        onClosed()
      }
    }
  }

  /** Reads in its turn. What it throws is thrown at its caller alone, and not at those who commit in the same tick. */
  async #read<T>(read: (engine: Engine) => T): Promise<T> {
    const answer = await this.#enqueue((engine) => tried(() => read(engine)))
    return answer()
  }

  #enqueue(step: Batch): Promise<Commit>
  #enqueue<T>(step: (engine: Engine) => T): Promise<T>
  #enqueue(step: Step): Promise<unknown> {
    const { promise, resolve, reject } = Promise.withResolvers<unknown>()
    // What is asked for in one tick is done together.
    if (this.#queue.push({ step, resolve, reject }) === 1) void this.inTurn(() => this.#runQueue())
    return promise
  }

  async #runQueue(): Promise<void> {
    const jobs = this.#queue
    this.#queue = []
    const steps = jobs.map(({ step }) => step)
    const batches = steps.filter(isBatch)
    const { words } = this.#parts
    const id = words?.newId() ?? crypto.randomUUID()
    try {
      this.#running = { id, batches }
      const answers = await this.#log.take(steps, id)
      jobs.forEach(({ resolve }, i) => resolve(answers[i]))
    } catch (error) {
      for (const { step, resolve, reject } of jobs) {
        if (isBatch(step)) reject(error)
        else resolve(step(this.#engine))
      }
    } finally {
      this.#running = undefined
      this.#unsaved -= batches.length
      for (const batch of batches) this.#pending.remove(batch)
      words?.unspeak(id)
      for (const batch of batches) if (batch.id !== undefined) words?.unspeak(batch.id)
    }
  }

  #hear(record: LogRecord | undefined): void {
    const isOver = (): boolean => this.#closing !== undefined || this.#log.broken !== undefined
    if (!isOver()) void this.inTurn(() => (this.#closing === undefined ? this.#log.hear(record) : undefined))
  }
}
