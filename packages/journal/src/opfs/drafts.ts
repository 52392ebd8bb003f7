import { KvasirError } from '@kvasir/core'
import { AppendFile } from './append-file.ts'
import type { Folder } from './folder.ts'
import { joined } from './joined.ts'
import { offsetBehind, toLogHead, type LogHead } from './log-format.ts'
import type { OpenFiles } from './open-files.ts'
import type { CurrentLog } from './recover.ts'
import { toSnapshotEnd, toSnapshotHead, toSnapshotPiece } from './snapshot-format.ts'

/** A snapshot that is being written. */
export interface Draft {
  readonly name: string
  readonly file: AppendFile
  pieces: number
}

/** The snapshots that are being written, and how one of them takes the place of what was before. */
export class Drafts {
  readonly #files: OpenFiles
  readonly #open = new Set<Draft>()

  constructor(files: OpenFiles) {
    this.#files = files
  }

  /** Begins a snapshot in a file of its own. */
  async begin(engine: string): Promise<Draft> {
    const { folder } = this.#files
    const name = this.#files.newName('snapshot')
    const file = new AppendFile(await folder.handle(name))
    const draft: Draft = { name, file, pieces: 0 }
    this.#open.add(draft)
    try {
      file.append(toSnapshotHead(engine), 'relaxed')
      return draft
    } catch (error) {
      await this.discard(draft)
      throw error
    }
  }

  /** Writes a piece. */
  addPiece(draft: Draft, piece: Uint8Array): void {
    this.#checkDraft(draft)
    draft.file.append(toSnapshotPiece(draft.pieces, piece), 'relaxed')
    draft.pieces++
  }

  /** Makes it the snapshot, as the state after the record at `position`. The steps are those of {@link recover}. */
  async adopt(draft: Draft, position: number): Promise<void> {
    const { folder, log } = this.#files
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
    this.#open.delete(draft)
    draft.file.close()
    log.file.close()
    await removeLeftOver(folder, log.name)
    if (log.head.snapshot !== undefined) await removeLeftOver(folder, log.head.snapshot)
  }

  /** Removes it, unless it was adopted. */
  async discard(draft: Draft): Promise<void> {
    if (!this.#open.delete(draft)) return
    draft.file.close()
    await this.#files.folder.remove(draft.name)
  }

  /** Gives up all of them; their files are left over. */
  close(): void {
    for (const { file } of this.#open) file.close()
    this.#open.clear()
  }

  /** Goes on in a new log, with the records behind `head.start` of the one there is. */
  async #succeed(folder: Folder, log: CurrentLog, head: Omit<LogHead, 'through'>): Promise<void> {
    const name = this.#files.newName('log')
    const file = new AppendFile(await folder.handle(name))
    // Nothing is awaited from here on: what is appended meanwhile would stay in the old log.
    const { last } = log
    const whole: LogHead = { ...head, through: last }
    try {
      const bytes = log.file.read().subarray(0, log.file.end)
      const kept = bytes.subarray(offsetBehind(bytes, log.head.start, head.start))
      file.append(joined([toLogHead(whole), kept]), 'strict')
      this.#files.succeed({ name, head: whole, file, last })
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
      this.#files.broken = new KvasirError(
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
      this.#open.delete(draft)
      draft.file.close()
    }
  }

  #checkDraft(draft: Draft): void {
    if (this.#open.has(draft)) return
    throw new KvasirError('STORAGE_FAILED', 'The snapshot was adopted or discarded: begin another one.')
  }
}

/** What is not removed now is so by the next {@link recover}, and does not count until then. */
async function removeLeftOver(folder: Folder, name: string): Promise<void> {
  await folder.remove(name).catch(() => undefined)
}
