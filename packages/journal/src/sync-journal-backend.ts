import {
  type Backend,
  type Batch,
  type Capabilities,
  type Commit,
  type Durability,
  type Engine,
  type Health,
  type Incident,
  isKvasirError,
  KvasirError,
  type Made,
  type Row,
  type Scan,
  type Stat,
  type Tally,
} from '@kvasir/core'
import type { LastWords } from '@kvasir/browser'
import { fromRecord, toRecord } from './record.ts'
import type { Replica } from './replica.ts'
import type { JournalStorage } from './storage.ts'

/** `saved`: everything is durable. `saving`: something is on its way. `failing`: something could not be stored. */
export type SaveStatus = 'saved' | 'saving' | 'failing'

/**
 * A synchronous backend whose commits are made durable behind it.
 *
 * A failure that nobody awaits is kept: the next call throws it, whatever it asks; from then on reads go on,
 * commits are refused with it, and `status` is `failing`, until what is missing is stored after all. That is tried
 * again with each commit that is refused, with `flush()` and from time to time.
 */
export interface SyncJournal extends Backend<'sync'> {
  readonly status: SaveStatus
  /** Calls `listener` whenever the status has changed; returns a function that ends this. */
  onStatus(listener: (status: SaveStatus) => void): () => void
  /** Resolves when everything that was committed is durable; rejects with why it is not. */
  flush(): Promise<void>
  /** Ends the backend at once and resolves when everything is durable; rejects with why it is not. */
  close(): Promise<void>
}

export interface SyncJournalParts {
  readonly name: string
  readonly storage: JournalStorage
  readonly replica: Replica
  readonly words: LastWords | undefined
  readonly incidents: readonly Incident[]
  /** Called when a record was appended, with its size in bytes. */
  readonly onAppended: (bytes: number) => void
  /** Called before the storage is closed, and after. */
  readonly onClosing: () => Promise<void>
  readonly onClosed: () => void
  /** Calls `job` after so many milliseconds; returns a function that prevents it. */
  readonly timer: (milliseconds: number, job: () => void) => () => void
}

/** Milliseconds to the next attempt to store what could not be stored; doubled each time, up to the second. */
const FIRST_PAUSE = 250
const LONGEST_PAUSE = 30_000

/** A record that is being appended. */
interface Running {
  readonly id: string
  readonly commits: readonly Made[]
}

export class SyncJournalBackend implements SyncJournal {
  readonly name: string
  readonly mode = 'sync'
  readonly capabilities: Capabilities = { persistent: true, consistency: 'strong' }
  readonly #parts: SyncJournalParts
  readonly #engine: Engine
  /** What is committed and neither in the log nor on its way there, in its order. */
  #unsaved: Made[] = []
  #running: Running | undefined
  #durability: Durability = 'relaxed'
  #saving: Promise<void> | undefined
  #failure: KvasirError | undefined
  /** Whether the failure was thrown at somebody. */
  #isTold = false
  /** Whether an append was given up that may have been stored. */
  #isUnsure = false
  #pause = FIRST_PAUSE
  #cancelRetry: (() => void) | undefined
  readonly #listeners = new Set<(status: SaveStatus) => void>()
  #status: SaveStatus = 'saved'
  #closing: Promise<void> | undefined

  constructor(parts: SyncJournalParts) {
    this.name = parts.name
    this.#parts = parts
    this.#engine = parts.replica.engine
    parts.words?.onLeaving(() => this.#speakAll(parts.words!))
  }

  get status(): SaveStatus {
    return this.#status
  }

  onStatus(listener: (status: SaveStatus) => void): () => void {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }

  get(space: number, key: string): Row | undefined {
    this.#assertUsable()
    return this.#engine.get(space, key)
  }

  getMany(space: number, keys: readonly string[]): readonly (Row | undefined)[] {
    this.#assertUsable()
    return this.#engine.getMany(space, keys)
  }

  scan(scan: Scan): readonly Row[] {
    this.#assertUsable()
    return this.#engine.scan(scan)
  }

  stat(tally: Tally): Stat {
    this.#assertUsable()
    return this.#engine.stat(tally)
  }

  commit(batch: Batch): Commit {
    this.#assertUsable()
    if (this.#failure !== undefined) {
      this.#save()
      throw again(this.#failure)
    }
    const { words } = this.#parts
    const { writes } = batch
    const isLeaving = words?.isLeaving === true && writes.length > 0
    const id = batch.id ?? (isLeaving ? words.newId() : undefined)
    const { revision } = this.#engine
    const answer = this.#engine.commit(id === batch.id ? batch : { ...batch, id: id! })
    // The answer to a batch that was remembered is an old one, and there is nothing to store.
    if (answer.ok && answer.first > revision && (writes.length > 0 || id !== undefined)) {
      const made = { first: answer.first, writes, id }
      this.#unsaved.push(made)
      if (isLeaving) speak(words, id!, [made])
      if (batch.durability === 'strict') this.#durability = 'strict'
      this.#turn('saving')
      this.#save()
    }
    return answer
  }

  async flush(): Promise<void> {
    if (this.#closing !== undefined) throw closed()
    await this.#drain()
  }

  health(): Health {
    const { storage, incidents } = this.#parts
    const unsaved = this.#unsaved.length + (this.#running?.commits.length ?? 0)
    return { storage: storage.place, unsaved, failure: this.#failure, role: 'owner', incidents }
  }

  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  /** The engine, and the position of the last record; for snapshots. */
  get replica(): Replica {
    return this.#parts.replica
  }

  #assertUsable(): void {
    if (this.#closing !== undefined) throw closed()
    if (this.#failure === undefined || this.#isTold) return
    this.#isTold = true
    throw again(this.#failure)
  }

  async #close(): Promise<void> {
    const { storage, onClosing, onClosed } = this.#parts
    await onClosing()
    try {
      await this.#drain()
    } finally {
      this.#cancelRetry?.()
      this.#engine.close()
      await storage.close()
      onClosed()
    }
  }

  async #drain(): Promise<void> {
    do await this.#save()
    while (this.#failure === undefined && this.#unsaved.length > 0)
    if (this.#failure === undefined) return
    this.#isTold = true
    throw again(this.#failure)
  }

  /** Stores what is unsaved; never rejects. What is committed in one tick is stored together. */
  #save(): Promise<void> {
    this.#saving ??= Promise.resolve()
      .then(() => this.#saveAll())
      .finally(() => (this.#saving = undefined))
    return this.#saving
  }

  async #saveAll(): Promise<void> {
    this.#cancelRetry?.()
    try {
      while (this.#unsaved.length > 0) {
        if (this.#isUnsure) await this.#look()
        else await this.#append()
      }
      this.#failure = undefined
      this.#isTold = false
      this.#pause = FIRST_PAUSE
      this.#turn('saved')
    } catch (error) {
      this.#failure = toKvasirError(error)
      this.#isUnsure ||= this.#failure.code === 'TIMEOUT'
      this.#cancelRetry = this.#parts.timer(this.#pause, () => void this.#save())
      this.#pause = Math.min(this.#pause * 2, LONGEST_PAUSE)
      this.#turn('failing')
    }
  }

  async #append(): Promise<void> {
    const { storage, replica, words, onAppended } = this.#parts
    const commits = this.#unsaved
    const durability = this.#durability
    const id = words?.newId() ?? crypto.randomUUID()
    this.#unsaved = []
    this.#durability = 'relaxed'
    this.#running = { id, commits }
    try {
      const record = { base: replica.base, id, commits }
      const frame = toRecord(record)
      const { position } = await storage.append(replica.seen, frame, durability)
      replica.advance(position, record)
      words?.unspeak(id)
      for (const made of commits) if (made.id !== undefined) words?.unspeak(made.id)
      onAppended(frame.length)
    } catch (error) {
      this.#unsaved = [...commits, ...this.#unsaved]
      this.#durability = durability
      throw error
    } finally {
      this.#running = undefined
    }
  }

  /** Finds out whether a record was stored although that was given up. Nobody else appends. */
  async #look(): Promise<void> {
    const { storage, replica } = this.#parts
    const { records } = await storage.read(replica.seen)
    for (const { position, frame } of records) {
      const record = fromRecord(frame)
      const { base, commits } = record
      if (base !== replica.base) {
        replica.passOver(position)
        continue
      }
      const last = commits.at(-1)
      if (last !== undefined) {
        this.#unsaved = this.#unsaved.filter(({ first }) => first > last.first + last.writes.length - 1)
      }
      replica.advance(position, record)
    }
    this.#isUnsure = false
  }

  /** The commit with an id, which the engine remembers as whoever replays the record will. */
  #named(made: Made, id: string): Made {
    const { first, writes } = made
    this.#engine.replay([{ first, writes: [], id, last: first + writes.length - 1 }])
    return { ...made, id }
  }

  /** Leaves word of everything that is not stored. */
  #speakAll(words: LastWords): void {
    if (this.#running !== undefined) speak(words, this.#running.id, this.#running.commits)
    this.#unsaved = this.#unsaved.map((made) => {
      const id = made.id ?? words.newId()
      speak(words, id, [made])
      return made.id === undefined ? this.#named(made, id) : made
    })
  }

  #turn(status: SaveStatus): void {
    if (status === this.#status) return
    this.#status = status
    for (const listener of this.#listeners) listener(status)
  }
}

function speak(words: LastWords, id: string, commits: readonly Made[]): void {
  const [oldest] = commits
  if (oldest === undefined) return
  const batches = commits.map(({ writes }) => ({ checks: [], writes }))
  words.speak({ id, at: oldest.first - 1, batches, given: commits.map(({ first }) => first) })
}

function closed(): KvasirError {
  return new KvasirError('CLOSED', 'The store is closed.')
}

/** The same failure with the stack of the call that it is thrown at. */
function again(failure: KvasirError): KvasirError {
  const { code, message, usage, quota } = failure
  return new KvasirError(code, `What was written before is not stored: ${message}`, {
    cause: failure,
    usage,
    quota,
  })
}

function toKvasirError(error: unknown): KvasirError {
  if (isKvasirError(error)) return error
  return new KvasirError('STORAGE_FAILED', `What was written could not be stored: ${String(error)}`, {
    cause: error,
  })
}
