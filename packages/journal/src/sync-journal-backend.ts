import {
  type Backend,
  type Batch,
  type Capabilities,
  type Commit,
  type Engine,
  type Health,
  type Incident,
  isKvasirError,
  KvasirError,
  madeBy,
  type Row,
  type Scan,
  type Stat,
  type Tally,
  toTellMade,
} from '@kvasir/core'
import { Backlog, type BacklogParts, speak } from './backlog.ts'
import { type SaveStatus, SaveStatuses } from './save-status.ts'

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

export interface SyncJournalParts extends BacklogParts {
  readonly name: string
  readonly incidents: readonly Incident[]
  /** Called before the storage is closed, and after. */
  readonly onClosing: () => Promise<void>
  readonly onClosed: () => void
  /** Calls `job` after so many milliseconds; returns a function that prevents it. */
  readonly timer: (milliseconds: number, job: () => void) => () => void
}

/** Milliseconds to the next attempt to store what could not be stored; doubled each time, up to the second. */
const FIRST_PAUSE = 250
const LONGEST_PAUSE = 30_000

export class SyncJournalBackend implements SyncJournal {
  readonly name: string
  readonly mode = 'sync'
  readonly capabilities: Capabilities = {
    persistent: true,
    consistency: 'strong',
    clone: false,
    memorySide: false,
  }
  readonly #parts: SyncJournalParts
  readonly #engine: Engine
  readonly #backlog: Backlog
  readonly #statuses = new SaveStatuses()
  #saving: Promise<void> | undefined
  #failure: KvasirError | undefined
  /** Whether the failure was thrown at somebody. */
  #isTold = false
  #pause = FIRST_PAUSE
  #cancelRetry: (() => void) | undefined
  #closing: Promise<void> | undefined

  constructor(parts: SyncJournalParts) {
    this.name = parts.name
    this.#parts = parts
    this.#engine = parts.replica.engine
    this.#backlog = new Backlog(parts)
    parts.words?.onLeaving(() => this.#backlog.speakAll(parts.words!))
  }

  get status(): SaveStatus {
    return this.#statuses.now
  }

  onStatus(listener: (status: SaveStatus) => void): () => void {
    return this.#statuses.listen(listener)
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
    const named = id === undefined ? batch : { ...batch, id }
    const answer = this.#engine.commit(toTellMade(named))
    // The answer to a batch that was remembered is an old one, and there is nothing to store.
    if (answer.ok && answer.first > revision && (writes.length > 0 || id !== undefined)) {
      const made = madeBy(named, answer)
      this.#backlog.add(made, batch.durability ?? 'relaxed')
      if (isLeaving && id !== undefined) speak(words, id, [made])
      this.#statuses.turn('saving')
      this.#save()
    }
    return answer
  }

  onCommit(listener: () => void): () => void {
    if (this.#closing !== undefined) throw closed()
    return this.#engine.onCommit(listener)
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
    const { made } = this.#backlog
    do {
      await this.#save()
      if (this.#failure !== undefined) throw again(this.#failure)
    } while (this.#backlog.kept < made)
  }

  health(): Health {
    const { storage, incidents } = this.#parts
    const { size: unsaved } = this.#backlog
    return { storage: storage.place, unsaved, failure: this.#failure, role: 'owner', incidents }
  }

  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  /** The newest revision in the log. */
  get logged(): number {
    return this.#backlog.logged
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
    if (this.#failure === undefined && this.#backlog.isWaiting) void this.#save()
  }

  async #saveNext(): Promise<void> {
    this.#cancelRetry?.()
    try {
      await this.#backlog.store()
      this.#failure = undefined
      this.#isTold = false
      this.#pause = FIRST_PAUSE
      this.#statuses.turn(this.#backlog.isWaiting ? 'saving' : 'saved')
    } catch (error) {
      this.#failure = toKvasirError(error)
      if (!this.#backlog.isOvertaken) {
        this.#cancelRetry = this.#parts.timer(this.#pause, () => void this.#save())
        this.#pause = Math.min(this.#pause * 2, LONGEST_PAUSE)
      }
      this.#statuses.turn('failing')
    }
  }
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
