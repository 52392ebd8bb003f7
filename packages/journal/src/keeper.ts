import { type Marker, type RescueFile, systemTimer, type Timer } from '@kvasir/browser'
import { type CheckpointOptions, Checkpoints } from './checkpoints.ts'
import type { Packing } from './compression.ts'
import { idle } from './idle.ts'
import { type Subject, type Taken, takeSnapshot } from './snapshots.ts'
import type { JournalStorage, Stored } from './storage.ts'

/** Milliseconds between two marks at the least. */
const MARK_EVERY = 1000
/** Milliseconds without a write after which a copy is made. */
const CALM = 2000
/** Milliseconds between two copies at the least, and from a write to the next copy at the most while writes go on. */
const COPY_EVERY = 30_000
/** Bytes of state up to which a copy is made between checkpoints, each of which gives one anyway. */
const CHEAP = 16 * 1024 * 1024

export interface KeeperParts {
  readonly storage: JournalStorage
  readonly stored: Stored
  /** The name of the engine kind. */
  readonly engine: string
  readonly subject: Subject
  readonly packing: Packing
  readonly marker: Marker
  readonly rescue: RescueFile | undefined
  /** Keeps other tabs from taking a snapshot at the same time; undefined when one does. */
  readonly claim: () => Promise<(() => void) | undefined>
  readonly checkpoints: CheckpointOptions | undefined
  /** The newest revision in the log. */
  readonly revision: () => number
  readonly timer?: Timer | undefined
}

/**
 * Does what is to be done for a journal besides appending: checkpoints; and outside of it, where it stays when the
 * browser destroys the journal, a mark of how far that had come and a copy of the state.
 */
export class Keeper {
  readonly #parts: KeeperParts
  readonly #checkpoints: Checkpoints
  readonly #timer: Timer
  readonly #stop = new AbortController()
  #markedAt = 0
  #copiedAt = 0
  #copied: number
  /** When the first write was made that is in no copy. */
  #uncopiedSince: number | undefined
  #cancel: (() => void) | undefined
  #copying: Promise<void> | undefined

  constructor(parts: KeeperParts) {
    this.#parts = parts
    this.#timer = parts.timer ?? systemTimer
    this.#copied = parts.revision()
    this.#checkpoints = new Checkpoints({
      ...parts,
      options: parts.checkpoints,
      onTaken: (taken) => this.#copy(taken),
    })
  }

  /** Takes note of a record in the log. */
  appended(bytes: number): void {
    if (this.#stop.signal.aborted) return
    const now = Date.now()
    if (now - this.#markedAt >= MARK_EVERY) this.mark()
    this.#checkpoints.appended(bytes)
    if (this.#parts.rescue === undefined || this.#checkpoints.stateBytes > CHEAP) return
    this.#cancel?.()
    this.#uncopiedSince ??= now
    const due = Math.min(now + CALM, this.#uncopiedSince + COPY_EVERY)
    const wait = Math.max(due, this.#copiedAt + COPY_EVERY) - now
    this.#cancel = this.#timer(Math.max(wait, 0), () => void this.#copyNow())
  }

  /** Notes how far the journal has come. */
  mark(): void {
    const { marker, stored, revision } = this.#parts
    this.#markedAt = Date.now()
    marker.write({ generation: stored.generation, revision: revision(), at: this.#markedAt })
  }

  /** Gives up what is going on. */
  async close(): Promise<void> {
    this.#stop.abort()
    this.#cancel?.()
    this.mark()
    await this.#checkpoints.close()
    await this.#copying
    // An old mark says less, and nothing wrong.
    await this.#parts.marker.flush().catch(() => undefined)
  }

  #copyNow(): Promise<void> {
    const { claim, subject, packing } = this.#parts
    this.#uncopiedSince = undefined
    this.#copying ??= (async () => {
      let release: (() => void) | undefined
      try {
        release = this.#parts.revision() > this.#copied ? await claim() : undefined
        if (release === undefined) return
        const taken = await takeSnapshot(subject, packing, undefined, idle, this.#stop.signal)
        if (taken !== undefined) await this.#copy(taken)
      } catch {
        // What keeps the state from being stored is told to whoever commits; a copy is made after the next write.
      } finally {
        release?.()
      }
    })().finally(() => (this.#copying = undefined))
    return this.#copying
  }

  async #copy({ pieces, position, revision }: Taken): Promise<void> {
    const { rescue, stored, engine } = this.#parts
    this.#copiedAt = Date.now()
    try {
      await rescue?.write({ engine, generation: stored.generation, revision, position }, pieces)
      this.#copied = revision
    } catch {
      // The journal itself is whole; a copy is made again after the next write.
    }
  }
}
