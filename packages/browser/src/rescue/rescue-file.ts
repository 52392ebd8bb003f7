import { isKvasirError, type KvasirError } from '@kvasir/core'
import { hold, type HoldOptions } from '../locks/hold.ts'
import { toStorageError } from '../storage-error.ts'
import { fromFrames, toFrames } from './rescue-frames.ts'
import { storeFolder, writeFile, removeFile } from './store-folder.ts'

/** What a rescue file says of the state in it. */
export interface RescueHead {
  /** The name of the engine kind that made the pieces. */
  readonly engine: string
  readonly generation: string
  /** The newest revision in the state. */
  readonly revision: number
  /** The position in the log after which the state was taken. */
  readonly position: number
}

/** A state that was read whole. */
export interface Rescued {
  readonly head: RescueHead
  readonly pieces: readonly Uint8Array[]
}

/** A copy of a store's state in a file of the origin, for the day on which the browser loses the database. */
export interface RescueFile {
  /** Replaces the file in one step, once everything is written; until then the one before stays. */
  write(head: RescueHead, pieces: Iterable<Uint8Array> | AsyncIterable<Uint8Array>): Promise<void>
  /**
   * The newest whole state, undefined when none was ever written. Throws `DAMAGED` when there are files and none
   * is whole, `UNSUPPORTED_DATABASE` when a newer version wrote them, and `STORAGE_FAILED`.
   */
  read(): Promise<Rescued | undefined>
  /** Removes everything of this store. */
  remove(): Promise<void>
}

/** Milliseconds for which a tab that writes or reads the file is waited for. */
const PATIENCE = 10_000
const FILE_NAME = /^rescue-(\d+)$/

/**
 * The rescue file of the store `name`, undefined where the browser has no origin private file system or no way of
 * writing to it. Every method throws a `KvasirError`; `BLOCKED` when another tab is at the file for too long.
 *
 * Each state is written to a file of its own, and the one before is removed afterwards: whatever happens on the way,
 * one of them is whole.
 */
export function rescueFile(name: string): RescueFile | undefined {
  const folder = storeFolder(name)
  if (folder === undefined) return undefined
  const alone = async <T>(mode: HoldOptions['mode'], run: () => Promise<T>): Promise<T> => {
    const release = await hold(`kvasir:${name}:rescue`, { mode, patience: PATIENCE })
    try {
      return await run()
    } catch (error) {
      throw await toStorageError(error)
    } finally {
      release()
    }
  }
  return {
    write: (head, pieces) =>
      alone('exclusive', async () => write(await folder.create(), toFrames(head, pieces))),
    read: () => alone('shared', async () => read(await numbered(await folder.find()))),
    remove: () => alone('exclusive', async () => remove(await numbered(await folder.find()))),
  }
}

/** A state's file. */
interface Numbered {
  readonly number: number
  readonly handle: FileSystemFileHandle
  readonly folder: FileSystemDirectoryHandle
}

/** The files of states, the newest first. */
async function numbered(folder: FileSystemDirectoryHandle | undefined): Promise<Numbered[]> {
  const files: Numbered[] = []
  for await (const handle of folder?.values() ?? []) {
    const digits = FILE_NAME.exec(handle.name)?.[1]
    if (folder === undefined || digits === undefined || handle.kind !== 'file') continue
    files.push({ number: Number(digits), handle: handle as FileSystemFileHandle, folder })
  }
  return files.sort((a, b) => b.number - a.number)
}

async function write(
  folder: FileSystemDirectoryHandle,
  frames: AsyncIterable<Uint8Array<ArrayBuffer>>,
): Promise<void> {
  const before = await numbered(folder)
  const name = `rescue-${(before[0]?.number ?? 0) + 1}`
  try {
    await writeFile(await folder.getFileHandle(name, { create: true }), frames)
  } catch (error) {
    await removeFile(folder, name)
    throw error
  }
  await remove(before)
}

async function read(files: readonly Numbered[]): Promise<Rescued | undefined> {
  let damage: KvasirError | undefined
  for (const { handle } of files) {
    try {
      const rescued = await fromFrames(await handle.getFile())
      if (rescued !== undefined) return rescued
    } catch (error) {
      if (!isKvasirError(error) || error.code !== 'DAMAGED') throw error
      damage ??= error
    }
  }
  if (damage !== undefined) throw damage
  return undefined
}

async function remove(files: readonly Numbered[]): Promise<void> {
  for (const { folder, handle } of files) await removeFile(folder, handle.name)
}
