import { fromFrame, toFrame } from '@kvasir/core/pack'
import { localStorageOrUndefined } from './local-storage.ts'
import { orUndefined, type StoreFolder, storeFolder, writeFile, removeFile } from './rescue/store-folder.ts'
import { toStorageError } from './storage-error.ts'

/** That a database exists, told from outside of it. */
export interface Mark {
  /** Of the database: another one has another. */
  readonly generation: string
  /** The newest revision that it is known to have reached. */
  readonly revision: number
  /** Epoch milliseconds at which this was noted. */
  readonly at: number
}

/** Where a store notes, outside of its database, that the database exists. */
export interface Marker {
  /** The newest mark of the places that can be read; undefined when there is none. */
  read(): Promise<Mark | undefined>
  /** Notes a mark: in localStorage within this call; where there is none, in a file soon after. */
  write(mark: Mark): void
  /** Resolves when the last mark is in the file, too, where workers find it; rejects with why it is not. */
  flush(): Promise<void>
  /** Removes the mark. Rejects with `STORAGE_FAILED`. */
  forget(): Promise<void>
}

const FILE = 'marker'

/**
 * The marker of the store `name`: the item `kvasir:<name>:marker` of localStorage, where there is one, and a small
 * file in the origin private file system, where there is one. Pages have the one at once, workers only the other.
 * Where there is neither, nothing is kept. A mark that cannot be read counts as none: it can only tell of a
 * loss.
 */
export function marker(name: string): Marker {
  const item = `kvasir:${name}:marker`
  const storage = localStorageOrUndefined()
  const folder = storeFolder(name)
  const file = folder === undefined ? undefined : new MarkFile(folder)
  /** The last mark, while it is in localStorage alone: a write of a file takes as long as many commits. */
  let unfiled: Mark | undefined
  return {
    async read() {
      const marks = [readItem(storage, item), await file?.read()].filter((mark) => mark !== undefined)
      return marks.sort((a, b) => b.at - a.at)[0]
    },
    write(mark) {
      unfiled = mark
      if (writeItem(storage, item, mark)) return
      file?.write(mark)
      unfiled = undefined
    },
    async flush() {
      if (unfiled !== undefined) file?.write(unfiled)
      unfiled = undefined
      await file?.flush()
    },
    async forget() {
      unfiled = undefined
      storage?.removeItem(item)
      await file?.remove()
    },
  }
}

/** Whether the item was written. */
function writeItem(storage: Storage | undefined, item: string, mark: Mark): boolean {
  try {
    storage?.setItem(item, JSON.stringify(mark))
    return storage !== undefined
  } catch {
    // Full: an older mark stays, which tells of the same database.
    return false
  }
}

function readItem(storage: Storage | undefined, item: string): Mark | undefined {
  try {
    return toMark(JSON.parse(storage?.getItem(item) ?? 'null'))
  } catch {
    return undefined
  }
}

function toMark(value: unknown): Mark | undefined {
  const { generation, revision, at } = Object(value) as { readonly [_ in keyof Mark]: unknown }
  return typeof generation === 'string' && typeof revision === 'number' && typeof at === 'number'
    ? { generation, revision, at }
    : undefined
}

/** The mark in a file. Marks that come while one is being written wait, and the last of them is written next. */
class MarkFile {
  readonly #folder: StoreFolder
  #next: Mark | undefined
  #writing: Promise<void> | undefined
  /** Why the last mark is not in the file. */
  #failure: unknown

  constructor(folder: StoreFolder) {
    this.#folder = folder
  }

  async read(): Promise<Mark | undefined> {
    try {
      const folder = await this.#folder.find()
      const handle = folder && (await orUndefined(folder.getFileHandle(FILE)))
      const bytes = await (await handle?.getFile())?.arrayBuffer()
      return bytes && toMark(fromFrame(new Uint8Array(bytes)).json)
    } catch {
      return undefined
    }
  }

  write(mark: Mark): void {
    this.#next = mark
    this.#writing ??= this.#write().finally(() => (this.#writing = undefined))
  }

  async flush(): Promise<void> {
    await this.#writing
    if (this.#failure !== undefined) throw await toStorageError(this.#failure)
  }

  async remove(): Promise<void> {
    this.#next = undefined
    await this.#writing
    try {
      const folder = await this.#folder.find()
      if (folder !== undefined) await removeFile(folder, FILE)
    } catch (error) {
      throw await toStorageError(error)
    }
  }

  /** Never rejects: `flush` tells. */
  async #write(): Promise<void> {
    while (this.#next !== undefined) {
      const mark = this.#next
      this.#next = undefined
      try {
        const folder = await this.#folder.create()
        const handle = await folder.getFileHandle(FILE, { create: true })
        await writeFile(handle, [toFrame({ json: mark, blobs: [] })])
        this.#failure = undefined
      } catch (error) {
        this.#failure = error
      }
    }
  }
}
