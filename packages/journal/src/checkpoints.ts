import { idle } from './idle.ts'
import type { Packing } from './compression.ts'
import { stateBytes, type Subject, type Taken, takeSnapshot } from './snapshots.ts'
import type { JournalStorage, Stored } from './storage.ts'

/** What came of a checkpoint. */
export type Checkpoint =
  | {
      readonly ok: true
      /** Size of the snapshot as it is stored. */
      readonly bytes: number
      readonly pieces: number
      /** Milliseconds of the longest time for which it kept everything else from running. */
      readonly longestPause: number
    }
  | { readonly ok: false; readonly error: unknown }

export interface CheckpointOptions {
  /**
   * How many bytes of records lead to a snapshot; unless given 4 MiB, or half of the last snapshot where that is
   * more. A smaller log is read faster when the journal is opened; a snapshot costs a write of everything.
   */
  readonly logBytes?: number | undefined
  /** Called after each attempt to take a snapshot. */
  readonly onCheckpoint?: ((checkpoint: Checkpoint) => void) | undefined
}

const LOG_BYTES = 4 * 1024 * 1024

export interface CheckpointsParts {
  readonly storage: JournalStorage
  readonly stored: Stored
  /** The name of the engine kind. */
  readonly engine: string
  readonly subject: Subject
  readonly packing: Packing
  /** Keeps other tabs from taking a snapshot at the same time; undefined when one does. */
  readonly claim: () => Promise<(() => void) | undefined>
  readonly options: CheckpointOptions | undefined
  /** Called with each snapshot that was adopted. */
  readonly onTaken: (taken: Taken) => Promise<void>
}

/** Replaces a log that has grown by a snapshot, in idle time; one tab at a time. */
export class Checkpoints {
  readonly #parts: CheckpointsParts
  readonly #stop = new AbortController()
  #logBytes: number
  #snapshotBytes: number
  #running: Promise<void> | undefined

  constructor(parts: CheckpointsParts) {
    this.#parts = parts
    const { records, snapshot } = parts.stored
    this.#logBytes = sizeOf(records.map(({ frame }) => frame))
    this.#snapshotBytes = stateBytes(snapshot?.pieces ?? [])
    this.#consider()
  }

  /** The size of a snapshot that is not compressed, at the most. */
  get stateBytes(): number {
    return this.#snapshotBytes + this.#logBytes
  }

  /** Takes note of a record in the log. */
  appended(bytes: number): void {
    this.#logBytes += bytes
    this.#consider()
  }

  /** Takes a snapshot now. */
  run(): Promise<void> {
    this.#running ??= this.#run().finally(() => (this.#running = undefined))
    return this.#running
  }

  /** Gives up the snapshot that is being taken. */
  async close(): Promise<void> {
    this.#stop.abort()
    await this.#running
  }

  #consider(): void {
    const limit = this.#parts.options?.logBytes ?? Math.max(LOG_BYTES, this.#snapshotBytes / 2)
    if (this.#logBytes > limit && !this.#stop.signal.aborted) void this.run()
  }

  async #run(): Promise<void> {
    const { storage, engine, subject, packing, claim, options, onTaken } = this.#parts
    const report = (checkpoint: Checkpoint): void => {
      try {
        options?.onCheckpoint?.(checkpoint)
      } catch (error) {
        // Of whoever listens, and nothing about the checkpoint.
        queueMicrotask(() => {
          throw error
        })
      }
    }
    const before = this.#logBytes
    let release: (() => void) | undefined
    try {
      release = await claim()
      if (release === undefined) {
        this.#logBytes = 0
        return
      }
      const writer = storage.begin(engine)
      try {
        const taken = await takeSnapshot(subject, packing, writer, idle, this.#stop.signal)
        if (taken === undefined) return await writer.discard()
        await writer.adopt(taken.position)
        this.#snapshotBytes = stateBytes(taken.pieces)
        this.#logBytes -= before
        report({
          ok: true,
          bytes: sizeOf(taken.pieces),
          pieces: taken.pieces.length,
          longestPause: taken.longestPause,
        })
        await onTaken(taken)
      } catch (error) {
        // What is in the log stays there; the next record that comes leads to another attempt.
        await writer.discard().catch(() => undefined)
        throw error
      }
    } catch (error) {
      this.#logBytes = before / 2
      report({ ok: false, error })
    } finally {
      release?.()
    }
  }
}

function sizeOf(arrays: readonly Uint8Array[]): number {
  return arrays.reduce((sum, { length }) => sum + length, 0)
}
