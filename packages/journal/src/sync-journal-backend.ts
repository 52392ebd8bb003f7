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
import { purgeOf } from './purge.ts'
import { counts, fromRecord, toRecord } from './record.ts'
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
  /** Epoch milliseconds: says what has expired when room is needed. */
  readonly clock: () => number
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
  readonly capabilities: Capabilities = { persistent: true, consistency: 'strong', clone: false }
  readonly #parts: SyncJournalParts
  readonly #engine: Engine
  /** What is committed and neither in the log nor on its way there, in its order. */
  #unsaved: Made[] = []
  #running: Running | undefined
  /** What was given up and may have been stored: nothing is appended before that is known. */
  #unsure: Running | undefined
  /** How many commits there were to be stored, and how many of them are. */
  #made = 0
  #kept = 0
  #logged: number
  #durability: Durability = 'relaxed'
  #saving: Promise<void> | undefined
  #failure: KvasirError | undefined
  /** Whether the failure was thrown at somebody. */
  #isTold = false
  /** Whether somebody else has appended. */
  #isOvertaken = false
  #pause = FIRST_PAUSE
  #cancelRetry: (() => void) | undefined
  readonly #listeners = new Set<(status: SaveStatus) => void>()
  #status: SaveStatus = 'saved'
  #closing: Promise<void> | undefined

  constructor(parts: SyncJournalParts) {
    this.name = parts.name
    this.#parts = parts
    this.#engine = parts.replica.engine
    this.#logged = this.#engine.revision
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
      this.#push(made)
      if (isLeaving) speak(words, id!, [made])
      if (batch.durability === 'strict') this.#durability = 'strict'
      this.#turn('saving')
      this.#save()
    }
    return answer
  }

  async flush(): Promise<void> {
    if (this.#closing !== undefined) throw closed()
    try {
      await this.saved()
    } catch (error) {
      this.#isTold = true
      throw error
    }
  }

  /** Resolves when everything that was committed by now is durable; rejects with why it is not. */
  async saved(): Promise<void> {
    const made = this.#made
    do {
      await this.#save()
      if (this.#failure !== undefined) throw again(this.#failure)
    } while (this.#kept < made)
  }

  health(): Health {
    const { storage, incidents } = this.#parts
    const underWay = [this.#unsure, this.#running].flatMap((under) => under?.commits ?? [])
    const unsaved = this.#unsaved.length + underWay.length
    return { storage: storage.place, unsaved, failure: this.#failure, role: 'owner', incidents }
  }

  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  /** The newest revision in the log. */
  get logged(): number {
    return this.#logged
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
    try {
      await this.saved()
    } finally {
      try {
        await onClosing()
      } finally {
        this.#cancelRetry?.()
        this.#engine.close()
        try {
          await storage.close()
        } finally {
          onClosed()
        }
      }
    }
  }

  /** Stores the next of what is unsaved, and then goes on with the rest; never rejects. */
  #save(): Promise<void> {
    this.#saving ??= this.#saveSoon()
    return this.#saving
  }

  async #saveSoon(): Promise<void> {
    // What is committed in one tick is stored together.
    await Promise.resolve()
    await this.#saveNext()
    this.#saving = undefined
    if (this.#failure === undefined && this.#unsaved.length > 0) void this.#save()
  }

  async #saveNext(): Promise<void> {
    this.#cancelRetry?.()
    try {
      if (this.#unsure !== undefined) await this.#look(this.#unsure)
      if (this.#unsaved.length > 0) await this.#appendOrPurge()
      this.#failure = undefined
      this.#isTold = false
      this.#pause = FIRST_PAUSE
      this.#turn(this.#unsaved.length === 0 ? 'saved' : 'saving')
    } catch (error) {
      this.#failure = toKvasirError(error)
      if (!this.#isOvertaken) {
        this.#cancelRetry = this.#parts.timer(this.#pause, () => void this.#save())
        this.#pause = Math.min(this.#pause * 2, LONGEST_PAUSE)
      }
      this.#turn('failing')
    }
  }

  async #appendOrPurge(): Promise<void> {
    try {
      await this.#append()
    } catch (error) {
      const isFull = isKvasirError(error) && error.code === 'QUOTA_EXCEEDED'
      const purge = isFull ? purgeOf(this.#engine, this.#parts.clock()) : undefined
      if (purge === undefined) throw error
      const answer = this.#engine.commit(purge)
      if (answer.ok) this.#push({ first: answer.first, writes: purge.writes })
      await this.#append()
    }
  }

  #push(made: Made): void {
    this.#unsaved.push(made)
    this.#made++
  }

  async #append(): Promise<void> {
    const { storage, replica, words, onAppended } = this.#parts
    if (this.#isOvertaken) throw overtaken()
    const commits = this.#unsaved
    const durability = this.#durability
    const id = words?.newId() ?? crypto.randomUUID()
    const running = { id, commits }
    this.#unsaved = []
    this.#durability = 'relaxed'
    this.#running = running
    try {
      const record = { base: replica.base, id, commits }
      const frame = toRecord(record)
      const { position, between } = await storage.append(replica.seen, frame, durability)
      if (replica.isBehind(between) || counts(between.records, replica.base)) throw this.#overtake()
      replica.advance(position, record)
      this.#running = undefined
      this.#stored(running)
      onAppended(frame.length)
    } catch (error) {
      this.#running = undefined
      this.#durability = durability
      if (isKvasirError(error) && error.code === 'TIMEOUT') this.#unsure = running
      else this.#takeBack(running)
      throw error
    }
  }

  /** Finds out whether a record was stored although that was given up. Nobody else appends. */
  async #look(unsure: Running): Promise<void> {
    const { storage, replica } = this.#parts
    const tail = await storage.read(replica.seen)
    if (replica.isBehind(tail)) throw this.#overtake()
    let isStored = false
    for (const { position, frame } of tail.records) {
      const record = fromRecord(frame)
      if (record.base !== replica.base) {
        replica.passOver(position)
      } else if (record.id === unsure.id) {
        replica.advance(position, record)
        isStored = true
      } else {
        throw this.#overtake()
      }
    }
    this.#unsure = undefined
    if (isStored) this.#stored(unsure)
    else this.#takeBack(unsure)
  }

  #stored({ id, commits }: Running): void {
    const { words } = this.#parts
    for (const { first, writes } of commits) this.#logged = Math.max(this.#logged, first + writes.length - 1)
    this.#kept += commits.length
    words?.unspeak(id)
    for (const made of commits) if (made.id !== undefined) words?.unspeak(made.id)
  }

  /** What was certainly not stored is unsaved again; and as the next record has another id, it is spoken of anew. */
  #takeBack({ id, commits }: Running): void {
    const { words } = this.#parts
    this.#unsaved = [...commits, ...this.#unsaved]
    if (words?.isLeaving === true) this.#speakAll(words)
    words?.unspeak(id)
  }

  /** Where there are no locks, nothing keeps another tab from appending: what is here is of no avail then. */
  #overtake(): KvasirError {
    this.#isOvertaken = true
    return overtaken()
  }

  /** The commit with an id, which the engine remembers as whoever replays the record will. */
  #named(made: Made, id: string): Made {
    const { first, writes } = made
    this.#engine.replay([{ first, writes: [], id, last: first + writes.length - 1 }])
    return { ...made, id }
  }

  /** Leaves word of everything that is not stored. */
  #speakAll(words: LastWords): void {
    for (const under of [this.#unsure, this.#running]) {
      if (under !== undefined) speak(words, under.id, under.commits)
    }
    this.#unsaved = this.#unsaved.map((made) => {
      const id = made.id ?? words.newId()
      speak(words, id, [made])
      return made.id === undefined ? this.#named(made, id) : made
    })
  }

  #turn(status: SaveStatus): void {
    if (status === this.#status) return
    this.#status = status
    for (const listener of this.#listeners) {
      // A listener that writes may have turned it meanwhile, and all were told.
      if (this.#status !== status) return
      try {
        listener(status)
      } catch (error) {
        // The listener's own, and nothing about what is stored.
        queueMicrotask(() => {
          throw error
        })
      }
    }
  }
}

function speak(words: LastWords, id: string, commits: readonly Made[]): void {
  const [oldest] = commits
  if (oldest === undefined) return
  const batches = commits.map(({ writes }) => ({ checks: [], writes }))
  words.speak({ id, at: oldest.first - 1, batches, given: commits.map(({ first }) => first) })
}

function overtaken(): KvasirError {
  return new KvasirError(
    'STORAGE_FAILED',
    'Another tab or worker has written to the journal, which must be open once: open the store again.',
  )
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
