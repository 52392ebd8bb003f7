import { toStorageError } from '@kvasir/browser'
import { KvasirError } from '@kvasir/core'
import { AppendFile, type SyncHandle } from './append-file.ts'

/** Milliseconds between two tries to get a file; they double. */
const FIRST_PAUSE = 10
const LONGEST_PAUSE = 200

/** Bytes that are copied at a time. */
const COPIED_AT_ONCE = 1 << 20

/** Whether this is a dedicated worker, the only place where files can be written synchronously. */
export function isDedicatedWorker(): boolean {
  const { DedicatedWorkerGlobalScope: scope } = globalThis as {
    DedicatedWorkerGlobalScope?: new () => object
  }
  return scope !== undefined && globalThis instanceof scope
}

/** The path of a journal's folder, from the root of the origin private file system. */
export function folderPath(name: string): readonly [parent: string, folder: string] {
  return ['kvasir', `${encodeURIComponent(name)}.journal`]
}

/** Files of one folder in the origin private file system. */
export class Folder {
  readonly #directory: FileSystemDirectoryHandle
  /** From the root, for people. */
  readonly path: string

  constructor(directory: FileSystemDirectoryHandle, path: string) {
    this.#directory = directory
    this.path = path
  }

  /** Opens a journal's folder, or creates it. Throws `UNAVAILABLE` when the browser has none for this page. */
  static async open(name: string): Promise<Folder> {
    try {
      let directory = await navigator.storage.getDirectory()
      for (const step of folderPath(name))
        directory = await directory.getDirectoryHandle(step, { create: true })
      return new Folder(directory, folderPath(name).join('/'))
    } catch (cause) {
      throw await toStorageError(cause, 'open')
    }
  }

  /** The names of the files. */
  async files(): Promise<readonly string[]> {
    const names: string[] = []
    for await (const { kind, name } of this.#directory.values()) if (kind === 'file') names.push(name)
    return names
  }

  /** A name for what is put aside now, as in `damaged-2026-01-31T12-00-00.000Z`; nothing here has it yet. */
  async freeName(prefix: string): Promise<string> {
    const taken = new Set<string>()
    for await (const name of this.#directory.keys()) taken.add(name)
    const stem = `${prefix}-${new Date().toISOString().replaceAll(':', '-')}`
    for (let name = stem, i = 2; ; name = `${stem}-${i++}`) if (!taken.has(name)) return name
  }

  /** Opens a file for nobody else, or creates it. Throws the browser's `NoModificationAllowedError` when it is open. */
  async handle(name: string): Promise<SyncHandle> {
    const file = (await this.#directory.getFileHandle(name, { create: true })) as SyncCapable
    if (typeof file.createSyncAccessHandle !== 'function') {
      throw new KvasirError('UNAVAILABLE', 'This browser cannot write files synchronously.')
    }
    return await file.createSyncAccessHandle()
  }

  /**
   * Opens a file for nobody else, or creates it, and waits up to `patience` milliseconds for whoever has it: the page
   * before a reload needs a moment. Throws `BLOCKED` when that does not let go.
   */
  async claim(name: string, patience: number): Promise<SyncHandle> {
    const deadline = performance.now() + patience
    for (let pause = FIRST_PAUSE; ; pause = Math.min(2 * pause, LONGEST_PAUSE)) {
      try {
        return await this.handle(name)
      } catch (cause) {
        if (!isTaken(cause)) throw cause
        const left = deadline - performance.now()
        if (left <= 0) {
          throw new KvasirError(
            'BLOCKED',
            `Another store, on this page or in another tab or worker, has the journal in ${this.path} open, and only one may have it: close it, or try again.`,
            { cause },
          )
        }
        await new Promise((resolve) => setTimeout(resolve, Math.min(pause, left)))
      }
    }
  }

  /** Removes a file, or a folder with everything in it. */
  async remove(name: string): Promise<void> {
    await this.#directory.removeEntry(name, { recursive: true })
  }

  /** Creates a folder in this one. */
  async createFolder(name: string): Promise<Folder> {
    return new Folder(
      await this.#directory.getDirectoryHandle(name, { create: true }),
      `${this.path}/${name}`,
    )
  }

  /** Writes a file that is to be kept, and flushes it. */
  async keep(name: string, bytes: Uint8Array): Promise<void> {
    await this.#write(name, (file) => file.append(bytes, 'strict'))
  }

  /** Copies a file that is not open to a folder, and flushes the copy. */
  async copy(name: string, to: Folder): Promise<void> {
    const from = await this.handle(name)
    try {
      await to.#write(name, (file) => {
        const size = from.getSize()
        for (let at = 0; at < size;) {
          const bytes = new Uint8Array(Math.min(COPIED_AT_ONCE, size - at))
          const count = from.read(bytes, { at })
          if (count === 0) throw new Error(`${name} cannot be read behind byte ${at}.`)
          file.append(bytes.subarray(0, count), 'relaxed')
          at += count
        }
        file.flush()
      })
    } finally {
      from.close()
    }
  }

  /** Leaves no file behind when `write` throws. */
  async #write(name: string, write: (file: AppendFile) => void): Promise<void> {
    const file = new AppendFile(await this.handle(name))
    try {
      write(file)
      file.close()
    } catch (error) {
      file.close()
      await this.remove(name)
      throw error
    }
  }
}

interface SyncCapable extends FileSystemFileHandle {
  createSyncAccessHandle(): Promise<SyncHandle>
}

/**
 * The standard's error for a file that is open is NoModificationAllowedError; Safari has said InvalidStateError:
 * https://github.com/sqlite/sqlite-wasm/issues/79
 */
function isTaken(error: unknown): boolean {
  return (
    error instanceof DOMException && ['NoModificationAllowedError', 'InvalidStateError'].includes(error.name)
  )
}
