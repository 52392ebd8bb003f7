import { KvasirError } from '@kvasir/core'
import { nameOf } from '../storage-error.ts'

/**
 * Files of one store in the origin private file system.
 *
 * @see https://fs.spec.whatwg.org/
 */
export interface StoreFolder {
  /** The folder, undefined when it is not there. */
  find(): Promise<FileSystemDirectoryHandle | undefined>
  create(): Promise<FileSystemDirectoryHandle>
}

/** The way of workers, where TypeScript's types for pages do not know it. */
interface SyncAccessHandle {
  write(bytes: Uint8Array, options: { readonly at: number }): number
  truncate(bytes: number): void
  flush(): void
  close(): void
}

type WritableHandle = FileSystemFileHandle & {
  createSyncAccessHandle(): Promise<SyncAccessHandle>
}

/**
 * The folder `kvasir/<name>`, undefined where there is no such file system or no way of writing to it: in Node, in
 * pages that are not served over https or from localhost, in older browsers.
 */
export function storeFolder(name: string): StoreFolder | undefined {
  const storage = globalThis.navigator?.storage as StorageManager | undefined
  if (typeof storage?.getDirectory !== 'function') return undefined
  const { prototype } = FileSystemFileHandle
  if (!('createWritable' in prototype) && !('createSyncAccessHandle' in prototype)) return undefined
  const folder = async (create: boolean): Promise<FileSystemDirectoryHandle> => {
    const root = await storage.getDirectory()
    const kvasir = await root.getDirectoryHandle('kvasir', { create })
    return await kvasir.getDirectoryHandle(folderName(name), { create })
  }
  return { find: () => orUndefined(folder(false)), create: () => folder(true) }
}

/** Names that a file system does not allow are the exception. */
function folderName(name: string): string {
  if (name === '') return '%'
  const encoded = encodeURIComponent(name)
  return /^\.\.?$/.test(encoded) ? encoded.replaceAll('.', '%2E') : encoded
}

/** What a promise of a file or folder resolves to, undefined when it is not there. */
export async function orUndefined<T>(handle: Promise<T>): Promise<T | undefined> {
  try {
    return await handle
  } catch (error) {
    if ((error as Error).name === 'NotFoundError') return undefined
    throw error
  }
}

/** How often the removal of a file is tried that somebody is still writing, and after how many milliseconds again. */
const TRIES = 20
const PAUSE = 50

/** Removes a file; one that is not there is no error. Throws `BLOCKED` when somebody keeps it open. */
export async function removeFile(folder: FileSystemDirectoryHandle, name: string): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      await orUndefined(folder.removeEntry(name))
      return
    } catch (cause) {
      if (nameOf(cause) !== 'NoModificationAllowedError') throw cause
      if (tries === TRIES) {
        const message = `A store, on this page or in another tab or worker, has the file '${name}' open: close it, or try again.`
        throw new KvasirError('BLOCKED', message, { cause })
      }
      await new Promise((resolve) => setTimeout(resolve, PAUSE))
    }
  }
}

/**
 * Replaces what is in a file, by a writable stream where there is one: then nothing is seen of it before its end.
 * Else by an access handle, which dedicated workers have: then a file that is cut short may be left behind.
 */
export async function writeFile(
  file: FileSystemFileHandle,
  chunks: Iterable<Uint8Array<ArrayBuffer>> | AsyncIterable<Uint8Array<ArrayBuffer>>,
): Promise<void> {
  if ('createWritable' in file) await writeStream(file, chunks)
  else await writeInPlace(file as WritableHandle, chunks)
}

async function writeStream(
  file: FileSystemFileHandle,
  chunks: Iterable<Uint8Array<ArrayBuffer>> | AsyncIterable<Uint8Array<ArrayBuffer>>,
): Promise<void> {
  const stream = await file.createWritable()
  try {
    for await (const chunk of chunks) await stream.write(chunk)
  } catch (error) {
    await stream.abort()
    throw error
  }
  await stream.close()
}

/** As {@link writeFile} does in workers that have no streams. */
export async function writeInPlace(
  file: FileSystemFileHandle,
  chunks: Iterable<Uint8Array<ArrayBuffer>> | AsyncIterable<Uint8Array<ArrayBuffer>>,
): Promise<void> {
  const handle = await (file as WritableHandle).createSyncAccessHandle()
  try {
    handle.truncate(0)
    let at = 0
    for await (const chunk of chunks) {
      // What is not written has no room: https://fs.spec.whatwg.org/#api-filesystemsyncaccesshandle-write
      if (handle.write(chunk, { at }) !== chunk.length)
        throw new DOMException('Disk full', 'QuotaExceededError')
      at += chunk.length
    }
    handle.flush()
  } finally {
    handle.close()
  }
}
