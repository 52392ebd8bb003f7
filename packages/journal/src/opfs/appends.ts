import { toStorageError } from '@kvasir/browser'
import type { Durability, KvasirError } from '@kvasir/core'
import { joined } from './joined.ts'
import { toLogRecord } from './log-format.ts'
import type { OpenFiles } from './open-files.ts'

/** An append that is to be written. */
interface Pending {
  readonly position: number
  readonly bytes: Uint8Array
  readonly durability: Durability
  resolve(position: number): void
  reject(error: KvasirError): void
}

/** Appends to the current log; those that are issued together share a write and a flush. */
export class Appends {
  readonly #files: OpenFiles
  readonly #defer: (write: () => void) => void
  #batch: Pending[] = []
  /** The batch that has failed, while it is found out what to tell about that. */
  #failing: Pending[] | undefined

  /** `defer` calls back once the appends that are issued together are there. */
  constructor(files: OpenFiles, defer: (write: () => void) => void) {
    this.#files = files
    this.#defer = defer
  }

  /** The position of the newest record, those that are to be written included. */
  get last(): number {
    return this.#files.log.last + this.#batch.length
  }

  /** Resolves with the record's position once it is written. */
  add(frame: Uint8Array, durability: Durability): Promise<number> {
    const position = this.last + 1
    return new Promise((resolve, reject) => {
      const bytes = toLogRecord({ position, frame })
      const pending: Pending = { position, bytes, durability, resolve, reject }
      if (this.#failing !== undefined) {
        // It was issued in the belief that those before it get written.
        this.#failing.push(pending)
        return
      }
      if (this.#batch.push(pending) === 1) this.#defer(() => this.write())
    })
  }

  /** Writes the batch, all of it or nothing. */
  write(): void {
    const batch = this.#batch
    if (batch.length === 0) return
    this.#batch = []
    try {
      const { broken, log } = this.#files
      if (broken !== undefined) throw broken
      log.file.append(joined(batch.map(({ bytes }) => bytes)), strictest(batch))
      log.last += batch.length
    } catch (cause) {
      void this.#fail(batch, cause)
      return
    }
    for (const { position, resolve } of batch) resolve(position)
  }

  async #fail(batch: Pending[], cause: unknown): Promise<void> {
    this.#failing = batch
    const error = await toStorageError(cause)
    this.#failing = undefined
    for (const { reject } of batch) reject(error)
  }
}

function strictest(batch: readonly Pending[]): Durability {
  return batch.some(({ durability }) => durability === 'strict') ? 'strict' : 'relaxed'
}
