import { toStorageError } from '@kvasir/browser'
import { KvasirError, type Durability } from '@kvasir/core'
import type { Appended, JournalStorage, SnapshotWriter, Stored, Tail } from '../storage.ts'
import { AppendFile, type SyncHandle } from './append-file.ts'
import { Folder } from './folder.ts'
import { offsetBehind, readLog, toLogHead, toLogRecord, type LogHead } from './log-format.ts'
import { recover, type CurrentLog } from './recover.ts'
import { toSnapshotEnd, toSnapshotHead, toSnapshotPiece } from './snapshot-format.ts'

/** Whoever has this file open has the journal; it is empty. */
const LOCK = 'lock'

/** Behind the newest record. */
const NOTHING: Tail = { start: 0, records: [] }

export interface LocalOptions {
  readonly name: string
  /** Milliseconds to wait for whoever has the journal open. */
  readonly patience: number
  /** Calls back once the appends that are issued together are there; they share a write and a flush. */
  readonly defer: (write: () => void) => void
}

/** The folder of a journal, held against everybody else. */
interface Held {
  readonly folder: Folder
  readonly lock: SyncHandle
}

/** An append that is to be written. */
interface Pending {
  readonly position: number
  readonly bytes: Uint8Array
  readonly durability: Durability
  resolve(position: number): void
  reject(error: KvasirError): void
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
  readonly #options: LocalOptions
  #damage: string | undefined
  #held: Held | undefined
  #log: CurrentLog | undefined
  /** The number of the next log or snapshot. */
  #next = 1
  #batch: Pending[] = []
  /** The batch that has failed, while it is found out what to tell about that. */
  #failing: Pending[] | undefined
  /** Snapshots that are being written. */
  readonly #drafts = new Set<Draft>()
  /** Why nothing may be appended any more. */
  #broken: KvasirError | undefined
  #turn: Promise<unknown> = Promise.resolve()
  #closed: Promise<void> | undefined

  constructor(options: LocalOptions) {
    this.#options = options
  }

  get damage(): string | undefined {
    return this.#damage
  }

  load(engine: string): Promise<Stored> {
    return this.#inTurn(async () => {
      try {
        const { folder } = await this.#hold()
        const { stored, damage, log, next } = await recover(folder, engine)
        this.#log = log
        this.#broken = undefined
        this.#next = next
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
      const isNext = after === this.#current().last + this.#batch.length
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
    const draft = this.#inTurn(() => this.#draft(engine))
    // Whoever writes to it or adopts it is told.
    draft.catch(() => undefined)
    return {
      write: (piece) => this.#inTurn(async () => this.#addPiece(await draft, piece)),
      adopt: (position) => this.#inTurn(async () => this.#adopt(await draft, position)),
      // Nobody else appends.
      replace: async (after, frame) => {
        const { position } = await this.append(after, frame, 'strict')
        await this.#inTurn(async () => this.#adopt(await draft, position))
        return position
      },
      discard: () =>
        this.#inTurn(async () => {
          const begun = await draft.catch(() => undefined)
          if (begun !== undefined) await this.#discard(begun)
        }),
    }
  }

  setAside(): Promise<string> {
    return this.#inTurn(async () => {
      const { folder } = await this.#hold()
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
      this.#broken = undefined
      return rescue.path
    })
  }

  close(): Promise<void> {
    this.#write()
    this.#closed ??= this.#turn.then(() => this.#release())
    return this.#closed
  }

  /** What is behind a position, everything that was issued before included. */
  #read(after: number): Tail {
    this.#current()
    this.#write()
    const { file, head, last } = this.#current()
    if (after >= last) return { start: head.start, records: [] }
    const records = readLog(file.read().subarray(0, file.end))?.records ?? []
    return { start: head.start, records: records.filter(({ position }) => position > after) }
  }

  async #hold(): Promise<Held> {
    this.#closeFiles()
    if (this.#held === undefined) {
      const folder = await Folder.open(this.#options.name)
      this.#held = { folder, lock: await folder.claim(LOCK, this.#options.patience) }
    }
    return this.#held
  }

  #closeFiles(): void {
    this.#write()
    this.#log?.file.close()
    this.#log = undefined
    for (const { file } of this.#drafts) file.close()
    this.#drafts.clear()
  }

  #release(): void {
    this.#closeFiles()
    this.#held?.lock.close()
    this.#held = undefined
  }

  async #add(frame: Uint8Array, durability: Durability): Promise<number> {
    const { last } = this.#current()
    return await new Promise((resolve, reject) => {
      const position = last + this.#batch.length + 1
      const bytes = toLogRecord({ position, frame })
      const pending: Pending = { position, bytes, durability, resolve, reject }
      if (this.#failing !== undefined) {
        // It was issued in the belief that those before it get written.
        this.#failing.push(pending)
        return
      }
      if (this.#batch.push(pending) === 1) this.#options.defer(() => this.#write())
    })
  }

  /** Writes the batch, all of it or nothing. */
  #write(): void {
    const batch = this.#batch
    if (batch.length === 0) return
    this.#batch = []
    try {
      if (this.#broken !== undefined) throw this.#broken
      const log = this.#loaded()
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

  async #draft(engine: string): Promise<Draft> {
    const { folder } = this.#holding()
    const name = `snapshot-${this.#next++}`
    const file = new AppendFile(await folder.handle(name))
    const draft: Draft = { name, file, pieces: 0 }
    this.#drafts.add(draft)
    try {
      file.append(toSnapshotHead(engine), 'relaxed')
      return draft
    } catch (error) {
      await this.#discard(draft)
      throw error
    }
  }

  #addPiece(draft: Draft, piece: Uint8Array): void {
    this.#checkDraft(draft)
    draft.file.append(toSnapshotPiece(draft.pieces, piece), 'relaxed')
    draft.pieces++
  }

  /** The steps are those of {@link recover}. */
  async #adopt(draft: Draft, position: number): Promise<void> {
    const { folder } = this.#holding()
    const log = this.#loaded()
    this.#checkDraft(draft)
    if (position < log.head.start || position > log.last) {
      throw new KvasirError(
        'STORAGE_FAILED',
        `A snapshot after record ${position} cannot be adopted: the log has ${log.head.start} to ${log.last}.`,
      )
    }
    const { end } = draft.file
    draft.file.append(toSnapshotEnd(draft.pieces, position), 'strict')
    try {
      await this.#succeed(folder, log, { ...log.head, start: position, snapshot: draft.name })
    } catch (error) {
      this.#takeBackEnd(draft, end)
      throw error
    }
    this.#drafts.delete(draft)
    draft.file.close()
    log.file.close()
    await removeLeftOver(folder, log.name)
    if (log.head.snapshot !== undefined) await removeLeftOver(folder, log.head.snapshot)
  }

  /** Goes on in a new log, with the records behind `head.start` of the one there is. */
  async #succeed(folder: Folder, log: CurrentLog, head: Omit<LogHead, 'through'>): Promise<void> {
    const name = `log-${this.#next++}`
    const file = new AppendFile(await folder.handle(name))
    // Nothing is awaited from here on: what is appended meanwhile would stay in the old log.
    const { last } = log
    const whole: LogHead = { ...head, through: last }
    try {
      const bytes = log.file.read().subarray(0, log.file.end)
      const kept = bytes.subarray(offsetBehind(bytes, log.head.start, head.start))
      file.append(joined([toLogHead(whole), kept]), 'strict')
      this.#log = { name, head: whole, file, last }
    } catch (error) {
      this.#withdraw(name, file)
      file.close()
      await removeLeftOver(folder, name)
      throw error
    }
  }

  /** Makes sure that a log does not count that has failed to become the current one. */
  #withdraw(name: string, file: AppendFile): void {
    try {
      file.cut(0)
    } catch (cause) {
      this.#broken = new KvasirError(
        'STORAGE_FAILED',
        `${name} cannot be taken back, and would count instead of the log that is in use: open the journal again.`,
        { cause },
      )
    }
  }

  /** So that a draft can go on whose adoption has failed. */
  #takeBackEnd(draft: Draft, end: number): void {
    try {
      draft.file.cut(end)
    } catch {
      // It cannot go on, and says so when it is used.
      this.#drafts.delete(draft)
      draft.file.close()
    }
  }

  #checkDraft(draft: Draft): void {
    if (this.#drafts.has(draft)) return
    throw new KvasirError('STORAGE_FAILED', 'The snapshot was adopted or discarded: begin another one.')
  }

  async #discard(draft: Draft): Promise<void> {
    if (!this.#drafts.delete(draft)) return
    draft.file.close()
    await this.#holding().folder.remove(draft.name)
  }

  #checkOpen(): void {
    if (this.#closed !== undefined) throw new KvasirError('CLOSED', 'The journal is closed.')
  }

  #holding(): Held {
    if (this.#held === undefined) throw new KvasirError('STORAGE_FAILED', 'The journal is not loaded.')
    return this.#held
  }

  #loaded(): CurrentLog {
    if (this.#log === undefined) throw new KvasirError('STORAGE_FAILED', 'The journal is not loaded.')
    return this.#log
  }

  /** As {@link LocalJournal.#loaded}, for what is issued now, which may be too late. */
  #current(): CurrentLog {
    this.#checkOpen()
    return this.#loaded()
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

/** A snapshot that is being written. */
interface Draft {
  readonly name: string
  readonly file: AppendFile
  pieces: number
}

/** What is not removed now is so by the next {@link recover}, and does not count until then. */
async function removeLeftOver(folder: Folder, name: string): Promise<void> {
  await folder.remove(name).catch(() => undefined)
}

function byRemoval(a: string, b: string): number {
  const order = (name: string): number => (name.startsWith('log-') ? Number(name.slice(4)) || 1 : 0)
  return order(a) - order(b)
}

function strictest(batch: readonly Pending[]): Durability {
  return batch.some(({ durability }) => durability === 'strict') ? 'strict' : 'relaxed'
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  if (parts.length === 1) return parts[0]!
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}
