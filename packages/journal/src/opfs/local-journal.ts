import { toStorageError } from '@kvasir/browser'
import { KvasirError, type Durability } from '@kvasir/core'
import type { Appended, JournalStorage, SnapshotWriter, Stored, Tail } from '../storage.ts'
import { Appends } from './appends.ts'
import { Drafts } from './drafts.ts'
import type { Folder } from './folder.ts'
import { readLog } from './log-format.ts'
import { LOCK, OpenFiles } from './open-files.ts'
import { type CurrentLog, recover } from './recover.ts'

/** Behind the newest record. */
const NOTHING: Tail = { start: 0, records: [] }

export interface LocalOptions {
  readonly name: string
  /** Milliseconds to wait for whoever has the journal open. */
  readonly patience: number
  /** Calls back once the appends that are issued together are there; they share a write and a flush. */
  readonly defer: (write: () => void) => void
}

/**
 * A journal in the origin private file system, for a dedicated worker that writes the files itself. Steps that wait are
 * done one after the other; appends are done between them.
 */
export class LocalJournal implements JournalStorage {
  readonly place = 'opfs'
  readonly isShared = false
  // Nobody can delete files that are open.
  onDeleted: (() => void) | undefined
  readonly #files: OpenFiles
  readonly #appends: Appends
  readonly #drafts: Drafts
  #damage: string | undefined
  #turn: Promise<unknown> = Promise.resolve()
  #closed: Promise<void> | undefined

  constructor({ name, patience, defer }: LocalOptions) {
    this.#files = new OpenFiles(name, patience)
    this.#appends = new Appends(this.#files, defer)
    this.#drafts = new Drafts(this.#files)
  }

  get damage(): string | undefined {
    return this.#damage
  }

  load(engine: string): Promise<Stored> {
    return this.#inTurn(async () => {
      try {
        const { stored, damage, log, next } = await recover(await this.#hold(), engine)
        this.#files.load(log, next)
        this.#damage = damage
        return stored
      } catch (error) {
        this.#release()
        throw error
      }
    })
  }

  async read(after: number): Promise<Tail> {
    return await this.#try(() => this.#read(after))
  }

  async append(after: number, frame: Uint8Array, durability: Durability): Promise<Appended> {
    return await this.#try(async () => {
      this.#checkOpen()
      const isNext = after === this.#appends.last
      const between = isNext ? NOTHING : this.#read(after)
      return { position: await this.#add(frame, durability), between }
    })
  }

  async exchange(
    after: number,
    decide: (others: Tail) => Uint8Array | undefined,
    durability: Durability,
  ): Promise<number | undefined> {
    let others: Tail
    try {
      others = this.#read(after)
    } catch (cause) {
      throw await toStorageError(cause)
    }
    const frame = decide(others)
    return frame === undefined ? undefined : await this.#add(frame, durability)
  }

  begin(engine: string): SnapshotWriter {
    const draft = this.#inTurn(() => this.#drafts.begin(engine))
    // Whoever writes to it or adopts it is told.
    draft.catch(() => undefined)
    return {
      write: (piece) => this.#inTurn(async () => this.#drafts.addPiece(await draft, piece)),
      adopt: (position) => this.#inTurn(async () => this.#drafts.adopt(await draft, position)),
      // Nobody else appends.
      replace: async (after, frame) => {
        const { position } = await this.append(after, frame, 'strict')
        await this.#inTurn(async () => this.#drafts.adopt(await draft, position))
        return position
      },
      discard: () =>
        this.#inTurn(async () => {
          const begun = await draft.catch(() => undefined)
          if (begun !== undefined) await this.#drafts.discard(begun)
        }),
    }
  }

  setAside(): Promise<string> {
    return this.#inTurn(async () => {
      const folder = await this.#hold()
      const name = await folder.freeName('rescue')
      const rescue = await folder.createFolder(name)
      const files = (await folder.files()).filter((file) => file !== LOCK)
      try {
        for (const file of files) await folder.copy(file, rescue)
      } catch (error) {
        await folder.remove(name)
        throw error
      }
      // Snapshots go first, and the newest log last: a crash in between leaves what is damaged, nothing that is old.
      for (const file of files.toSorted(byRemoval)) await folder.remove(file)
      this.#files.broken = undefined
      return rescue.path
    })
  }

  close(): Promise<void> {
    this.#appends.write()
    this.#closed ??= this.#turn.then(() => this.#release())
    return this.#closed
  }

  /** What is behind a position, everything that was issued before included. */
  #read(after: number): Tail {
    this.#current()
    this.#appends.write()
    const { file, head, last } = this.#current()
    if (after >= last) return { start: head.start, records: [] }
    const records = readLog(file.read().subarray(0, file.end))?.records ?? []
    return { start: head.start, records: records.filter(({ position }) => position > after) }
  }

  async #add(frame: Uint8Array, durability: Durability): Promise<number> {
    this.#checkOpen()
    return await this.#appends.add(frame, durability)
  }

  async #hold(): Promise<Folder> {
    this.#closeFiles()
    return await this.#files.hold()
  }

  #closeFiles(): void {
    this.#appends.write()
    this.#files.closeLog()
    this.#drafts.close()
  }

  #release(): void {
    this.#closeFiles()
    this.#files.release()
  }

  #checkOpen(): void {
    if (this.#closed !== undefined) throw new KvasirError('CLOSED', 'The journal is closed.')
  }

  /** The log, for what is issued now, which may be too late. */
  #current(): CurrentLog {
    this.#checkOpen()
    return this.#files.log
  }

  async #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const before = this.#turn
    const { promise, resolve } = Promise.withResolvers<void>()
    return await this.#try(async () => {
      this.#checkOpen()
      this.#turn = promise
      try {
        await before
        return await work()
      } finally {
        resolve()
      }
    })
  }

  async #try<T>(work: () => T | Promise<T>): Promise<T> {
    try {
      return await work()
    } catch (cause) {
      throw await toStorageError(cause)
    }
  }
}

function byRemoval(a: string, b: string): number {
  const order = (name: string): number => (name.startsWith('log-') ? Number(name.slice(4)) || 1 : 0)
  return order(a) - order(b)
}
