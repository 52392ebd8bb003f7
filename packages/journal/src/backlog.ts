import type { LastWords } from '@kvasir/browser'
import { type Durability, isKvasirError, KvasirError, type Made } from '@kvasir/core'
import { purgeOf } from './purge.ts'
import { counts, fromRecord, toRecord } from './record.ts'
import type { Replica } from './replica.ts'
import type { JournalStorage } from './storage.ts'

export interface BacklogParts {
  readonly storage: JournalStorage
  readonly replica: Replica
  readonly words: LastWords | undefined
  /** Epoch milliseconds: says what has expired when room is needed. */
  readonly clock: () => number
  /** Called when a record was appended, with its size in bytes. */
  readonly onAppended: (bytes: number) => void
}

/** A record that is being appended. */
interface Running {
  readonly id: string
  readonly commits: readonly Made[]
}

/** The commits of an engine that are not in the log yet, and their way there. Nobody else appends. */
export class Backlog {
  readonly #parts: BacklogParts
  /** What is neither in the log nor on its way there, in its order. */
  #unsaved: Made[] = []
  #running: Running | undefined
  /** What was given up and may have been stored: nothing is appended before that is known. */
  #unsure: Running | undefined
  /** How many commits there were to be stored, and how many of them are. */
  #made = 0
  #kept = 0
  #logged: number
  #durability: Durability = 'relaxed'
  #isOvertaken = false

  constructor(parts: BacklogParts) {
    this.#parts = parts
    this.#logged = parts.replica.engine.revision
  }

  /** How many commits there were in all. */
  get made(): number {
    return this.#made
  }

  /** How many of them are stored: the oldest. */
  get kept(): number {
    return this.#kept
  }

  /** How many of them are not. */
  get size(): number {
    const underWay = [this.#unsure, this.#running].flatMap((under) => under?.commits ?? [])
    return this.#unsaved.length + underWay.length
  }

  /** Whether something is to be stored that is not on its way. */
  get isWaiting(): boolean {
    return this.#unsaved.length > 0
  }

  /** The newest revision in the log. */
  get logged(): number {
    return this.#logged
  }

  /** Whether somebody else has appended: then nothing can be stored any more. */
  get isOvertaken(): boolean {
    return this.#isOvertaken
  }

  /** Takes what the engine has committed. */
  add(made: Made, durability: Durability): void {
    this.#unsaved.push(made)
    this.#made++
    if (durability === 'strict') this.#durability = 'strict'
  }

  /** Stores everything that there is at the call, in one record. Throws why that cannot be. */
  async store(): Promise<void> {
    if (this.#unsure !== undefined) await this.#look(this.#unsure)
    if (this.#unsaved.length > 0) await this.#appendOrPurge()
  }

  /** Leaves word of everything that is not stored. */
  speakAll(words: LastWords): void {
    for (const under of [this.#unsure, this.#running]) {
      if (under !== undefined) speak(words, under.id, under.commits)
    }
    this.#unsaved = this.#unsaved.map((made) => {
      const id = made.id ?? words.newId()
      speak(words, id, [made])
      return made.id === undefined ? this.#named(made, id) : made
    })
  }

  async #appendOrPurge(): Promise<void> {
    try {
      await this.#append()
    } catch (error) {
      const isFull = isKvasirError(error) && error.code === 'QUOTA_EXCEEDED'
      const purge = isFull ? purgeOf(this.#parts.replica.engine, this.#parts.clock()) : undefined
      if (purge === undefined) throw error
      const answer = this.#parts.replica.engine.commit(purge)
      if (answer.ok) this.add({ first: answer.first, writes: purge.writes }, 'relaxed')
      await this.#append()
    }
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
      if (durability === 'strict') this.#durability = 'strict'
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
    if (words?.isLeaving === true) this.speakAll(words)
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
    this.#parts.replica.engine.replay([{ first, writes: [], id, last: first + writes.length - 1 }])
    return { ...made, id }
  }
}

/** Leaves word of commits, which have their revisions. */
export function speak(words: LastWords, id: string, commits: readonly Made[]): void {
  const [oldest] = commits
  if (oldest === undefined) return
  const batches = commits.map(({ writes }) => ({ checks: [], writes }))
  words.speak({ id, at: oldest.first - 1, batches, given: commits.map(({ first }) => first) })
}

function overtaken(): KvasirError {
  return new KvasirError(
    'STORAGE_FAILED',
    'Another store, on this page or in another tab or worker, has written to the journal, which must be open once: open the store again.',
  )
}
