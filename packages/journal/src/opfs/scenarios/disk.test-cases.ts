import type { JournalStorage, Stored } from '../../storage.ts'
import { folderPath } from '../folder.ts'
import { opfsStorage } from '../opfs-storage.ts'
import { ENGINE, contents } from './journal-texts.test-cases.ts'

/** The folder of a journal, as anybody sees it. */
export class Disk {
  readonly name: string

  constructor(name: string = crypto.randomUUID()) {
    this.name = name
  }

  open(patience?: number): JournalStorage {
    return opfsStorage(patience === undefined ? { name: this.name } : { name: this.name, patience })
  }

  /** With a disk that has no room for certain texts. */
  openSmall(): JournalStorage {
    return opfsStorage({
      name: this.name,
      worker: () => new Worker(new URL('../small-disk.test-worker.ts', import.meta.url), { type: 'module' }),
    })
  }

  /** Opens, works, closes. */
  async use<T>(work: (storage: JournalStorage, stored: Stored) => Promise<T> | T): Promise<T> {
    const storage = this.open()
    try {
      return await work(storage, await storage.load(ENGINE))
    } finally {
      await storage.close()
    }
  }

  async stored(): Promise<unknown> {
    return await this.use((_, stored) => contents(stored))
  }

  async folder(inside: readonly string[] = []): Promise<FileSystemDirectoryHandle> {
    let folder = await navigator.storage.getDirectory()
    for (const step of [...folderPath(this.name), ...inside]) {
      folder = await folder.getDirectoryHandle(step, { create: true })
    }
    return folder
  }

  /** Bytes by the names of files; times in names are left out, and so is the empty lock. */
  async files(inside: readonly string[] = []): Promise<Map<string, Uint8Array<ArrayBuffer>>> {
    const files = new Map<string, Uint8Array<ArrayBuffer>>()
    for await (const handle of (await this.folder(inside)).values()) {
      if (handle.kind !== 'file' || handle.name === 'lock') continue
      const file = await (handle as FileSystemFileHandle).getFile()
      files.set(handle.name.replace(/-\d{4}-.*/, '-<time>'), new Uint8Array(await file.arrayBuffer()))
    }
    return new Map([...files].toSorted(([a], [b]) => (a < b ? -1 : 1)))
  }

  async names(inside: readonly string[] = []): Promise<string[]> {
    return [...(await this.files(inside)).keys()]
  }

  async write(name: string, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    const file = await (await this.folder()).getFileHandle(name, { create: true })
    const stream = await file.createWritable()
    await stream.write(bytes)
    await stream.close()
  }

  /** Makes the folder have these files and no other. */
  async become(files: ReadonlyMap<string, Uint8Array<ArrayBuffer>>): Promise<void> {
    const folder = await this.folder()
    for await (const name of folder.keys()) await folder.removeEntry(name, { recursive: true })
    for (const [name, bytes] of files) await this.write(name, bytes)
  }
}
