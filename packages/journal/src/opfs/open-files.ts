import { KvasirError } from '@kvasir/core'
import type { SyncHandle } from './append-file.ts'
import { Folder } from './folder.ts'
import type { CurrentLog } from './recover.ts'

/** Whoever has this file open has the journal; it is empty. */
export const LOCK = 'lock'

/** The folder of a journal, held against everybody else. */
interface Held {
  readonly folder: Folder
  readonly lock: SyncHandle
}

/** The files of a journal that are open: the folder's lock, and the log once it is loaded. */
export class OpenFiles {
  readonly #name: string
  readonly #patience: number
  #held: Held | undefined
  #log: CurrentLog | undefined
  /** The number of the next log or snapshot. */
  #next = 1
  /** Why nothing may be appended any more. */
  broken: KvasirError | undefined

  /** `patience` is in milliseconds, for whoever has the journal open. */
  constructor(name: string, patience: number) {
    this.#name = name
    this.#patience = patience
  }

  /** Throws `STORAGE_FAILED` while there is none. */
  get log(): CurrentLog {
    if (this.#log === undefined) throw notLoaded()
    return this.#log
  }

  /** Throws `STORAGE_FAILED` while it is not held. */
  get folder(): Folder {
    if (this.#held === undefined) throw notLoaded()
    return this.#held.folder
  }

  /** The folder, which is held from now on. */
  async hold(): Promise<Folder> {
    if (this.#held === undefined) {
      const folder = await Folder.open(this.#name)
      this.#held = { folder, lock: await folder.claim(LOCK, this.#patience) }
    }
    return this.#held.folder
  }

  /** Goes on with a log that was found. */
  load(log: CurrentLog, next: number): void {
    this.#log = log
    this.#next = next
    this.broken = undefined
  }

  /** Goes on with a log that has taken the place of the one before. */
  succeed(log: CurrentLog): void {
    this.#log = log
  }

  /** A name that was never given before. */
  newName(kind: 'log' | 'snapshot'): string {
    return `${kind}-${this.#next++}`
  }

  closeLog(): void {
    this.#log?.file.close()
    this.#log = undefined
  }

  /** Lets others have the folder. */
  release(): void {
    this.#held?.lock.close()
    this.#held = undefined
  }
}

function notLoaded(): KvasirError {
  return new KvasirError('STORAGE_FAILED', 'The journal is not loaded.')
}
