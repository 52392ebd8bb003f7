import type { LastWords } from '@kvasir/browser'
import {
  type Backend,
  type Batch,
  type Capabilities,
  type Commit,
  type Durability,
  type Engine,
  type EngineKind,
  type Health,
  type Incident,
  isKvasirError,
  KvasirError,
  type Row,
  type Scan,
  type Stat,
  type Tally,
  type Write,
} from '@kvasir/core'
import type { Neighbours } from './neighbours.ts'
import { Pending } from './pending.ts'
import { purgeOf } from './purge.ts'
import { counts, toRecord } from './record.ts'
import { type Judged, Replica, type Step } from './replica.ts'
import type { Turns } from './turns.ts'
import type { JournalStorage, LogRecord, Tail } from './storage.ts'

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
  rewrite(change: (pieces: readonly Uint8Array[]) => Promise<readonly Uint8Array[]>): Promise<void>
}

export interface JournalParts {
  readonly name: string
  readonly kind: EngineKind
  readonly storage: JournalStorage
  readonly replica: Replica
  /** Opens the stored journal again. */
  readonly reload: () => Promise<Replica>
  readonly neighbours: Neighbours
  readonly turns: Turns
  /** Undefined where a page cannot leave any, as in a worker. */
  readonly words: LastWords | undefined
  readonly incidents: readonly Incident[]
  readonly clock: () => number
  /** Called when this backend has appended a record, with its size in bytes. */
  readonly onAppended: (bytes: number) => void
  /** Called before the storage is closed, and after. */
  readonly onClosing: () => Promise<void>
  readonly onClosed: () => void
}

/** How many appends in a row nobody must have come between before it is taken for granted again. */
const QUIET = 4

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
  #replica: Replica
  #queue: Job[] = []
  /** What is being appended, and the id that the record is remembered by. */
  #running: { readonly id: string; readonly batches: readonly Batch[] } | undefined
  /** The newest revision in the log, as far as it was read. */
  #logged: number
  readonly #pending = new Pending()
  /** The last thing that was or is being done with the log; never rejects. */
  #work: Promise<void> = Promise.resolve()
  #unsaved = 0
  /** Appends since somebody else was met at the end of the log. */
  #quiet = QUIET
  #failure: KvasirError | undefined
  /** Why nothing can be done any more. */
  #broken: KvasirError | undefined
  #closing: Promise<void> | undefined

  constructor(parts: JournalParts) {
    this.name = parts.name
    const consistency = parts.storage.isShared ? 'eventual' : 'strong'
    this.capabilities = { persistent: true, consistency, clone: false }
    this.#parts = parts
    this.#replica = parts.replica
    this.#logged = parts.replica.engine.revision
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
    return this.#pending.touchesSpan(scan)
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

  async flush(): Promise<void> {
    this.#assertUsable()
    await this.inTurn(() => this.#catchUp())
    if (this.#broken !== undefined) throw this.#broken
  }

  async health(): Promise<Health> {
    const { storage, incidents } = this.#parts
    return {
      storage: storage.place,
      unsaved: this.#unsaved,
      failure: this.#broken ?? this.#failure,
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
    this.#work = done.then(
      () => undefined,
      () => undefined,
    )
    return done
  }

  async snapshot(): Promise<readonly Uint8Array[]> {
    this.#assertUsable()
    return await this.inTurn(() => [...this.#engine.snapshot()])
  }

  async rewrite(change: (pieces: readonly Uint8Array[]) => Promise<readonly Uint8Array[]>): Promise<void> {
    this.#assertUsable()
    const { neighbours } = this.#parts
    await this.inTurn(async () => {
      let after: Replica | undefined
      do {
        await this.#catchUp()
        after = await this.#rewritten(change)
      } while (after === undefined)
      this.#take(after)
      neighbours.call()
    })
  }

  /** The replica of what a change has made of the state; undefined when another tab has come between. */
  async #rewritten(
    change: (pieces: readonly Uint8Array[]) => Promise<readonly Uint8Array[]>,
  ): Promise<Replica | undefined> {
    const { storage, kind } = this.#parts
    const { engine: before, base, seen } = this.#replica
    const pieces = await change([...before.snapshot()])
    const engine = await kind.open(pieces)
    let position: number | undefined
    try {
      const writer = storage.begin(kind.name)
      try {
        for (const piece of pieces) await writer.write(piece)
        // It says nothing, but moves the end of the log: who has not loaded the snapshot finds that out by it.
        const frame = toRecord({ base, id: crypto.randomUUID(), commits: [] })
        position = await writer.replace(seen, frame)
      } finally {
        if (position === undefined) await writer.discard().catch(() => undefined)
      }
    } finally {
      if (position === undefined) engine.close()
    }
    return position === undefined ? undefined : new Replica(engine, position)
  }

  /** The newest revision in the log, as far as it was read. */
  get logged(): number {
    return this.#logged
  }

  /** For use in a turn. */
  get replica(): Replica {
    return this.#replica
  }

  get #engine(): Replica['engine'] {
    return this.#replica.engine
  }

  /** Leaves word of a commit, and answers it with the id by which a later page can tell whether it was stored. */
  #speak(words: LastWords, batch: Batch): Batch {
    if (batch.writes.length === 0) return batch
    const id = batch.id ?? words.newId()
    const seen = batch.writes.map((write) => this.#revisionOf(write))
    words.speak({ id, at: this.#logged, batches: [batch], seen: [seen] })
    return { ...batch, id }
  }

  /** Leaves word of everything that is under way. */
  #speakAll(words: LastWords): void {
    const { id, batches = [] } = this.#running ?? {}
    if (id !== undefined) words.speak({ id, at: this.#logged, batches })
    for (const job of this.#queue) if (isBatch(job.step)) job.step = this.#speak(words, job.step)
  }

  /** 0 where there is no row; undefined where that depends on what is under way. */
  #revisionOf(write: Write): number | undefined {
    if (write.kind === 'deleteRange') return undefined
    const { space, key } = write
    return this.#pending.touchesKey(space, key) ? undefined : (this.#engine.get(space, key)?.revision ?? 0)
  }

  #assertUsable(): void {
    if (this.#closing !== undefined) throw new KvasirError('CLOSED', 'The store is closed.')
    if (this.#broken !== undefined) throw this.#broken
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
      const answers = await this.#run(steps, batches, id)
      if (batches.length > 0) this.#failure = undefined
      jobs.forEach(({ resolve }, i) => resolve(answers[i]))
    } catch (error) {
      if (isKvasirError(error)) this.#failure = error
      for (const { step, resolve, reject } of jobs) {
        if (isBatch(step)) reject(error)
        else resolve(step(this.#engine))
      }
    } finally {
      this.#running = undefined
      this.#logged = this.#engine.revision
      this.#unsaved -= batches.length
      for (const batch of batches) this.#pending.remove(batch)
      words?.unspeak(id)
      for (const batch of batches) if (batch.id !== undefined) words?.unspeak(batch.id)
    }
  }

  async #run(steps: readonly Step[], batches: readonly Batch[], id: string): Promise<readonly unknown[]> {
    if (this.#broken !== undefined) throw this.#broken
    if (batches.length === 0) return steps.map((step) => isBatch(step) || step(this.#engine))
    const isStrict = batches.some((batch) => batch.durability === 'strict')
    const durability = isStrict ? 'strict' : 'relaxed'
    try {
      return await this.#append(steps, id, durability)
    } catch (error) {
      const isFull = isKvasirError(error) && error.code === 'QUOTA_EXCEEDED'
      const purge = isFull ? purgeOf(this.#engine, this.#parts.clock()) : undefined
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
    this.#logged = this.#engine.revision
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

  #hear(record: LogRecord | undefined): void {
    if (this.#closing !== undefined || this.#broken !== undefined) return
    this.inTurn(async () => {
      if (this.#closing !== undefined) return
      const { seen } = this.#replica
      if (record === undefined || record.position > seen + 1) await this.#catchUp()
      else this.#follow([record])
    }).catch((error: unknown) => this.#mistrust(error))
  }

  async #catchUp(): Promise<void> {
    if (!this.#parts.storage.isShared || this.#broken !== undefined) return
    const tail = await this.#parts.storage.read(this.#replica.seen)
    if (this.#replica.isBehind(tail)) await this.#reload()
    else this.#follow(tail.records)
  }

  #follow(records: readonly LogRecord[]): void {
    try {
      this.#replica.follow(records)
      this.#logged = this.#engine.revision
    } catch (error) {
      this.#mistrust(error)
      throw error
    }
  }

  async #reload(): Promise<void> {
    this.#take(await this.#parts.reload())
  }

  #take(replica: Replica): void {
    const { engine } = this.#replica
    this.#replica = replica
    this.#logged = this.#engine.revision
    engine.close()
  }
}

/** What a function answers or throws, to be answered or thrown later. */
function tried<T>(job: () => T): () => T {
  try {
    const answer = job()
    return () => answer
  } catch (error) {
    return () => {
      throw error
    }
  }
}

function isBatch(step: Step): step is Batch {
  return typeof step === 'object'
}

/** Whether this is the answer to a commit whose check did not hold. */
function isRefusal(answer: unknown): boolean {
  return typeof answer === 'object' && answer !== null && 'ok' in answer && answer.ok === false
}
