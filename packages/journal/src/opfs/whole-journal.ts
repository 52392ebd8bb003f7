import { nameOf, toStorageError } from '@kvasir/browser'
import { KvasirError } from '@kvasir/core'
import { folderPath } from './folder.ts'

/**
 * Whether there is a journal of this name in OPFS; not where the page has no OPFS. Throws `STORAGE_FAILED` when that
 * cannot be told: who took it for missing would make another one elsewhere, which is empty.
 */
export async function hasOpfsJournal(name: string): Promise<boolean> {
  const [parent, folder] = folderPath(name)
  const root = await rootOrUndefined()
  try {
    await (await root?.getDirectoryHandle(parent))?.getDirectoryHandle(folder)
    return root !== undefined
  } catch (error) {
    if (nameOf(error) === 'NotFoundError') return false
    throw await toStorageError(error)
  }
}

async function rootOrUndefined(): Promise<FileSystemDirectoryHandle | undefined> {
  try {
    return await navigator.storage.getDirectory()
  } catch {
    return undefined
  }
}

/** Deletes the journal of this name in OPFS; one that is not there is no error. Throws `BLOCKED` while it is open. */
export async function deleteOpfsJournal(name: string): Promise<void> {
  if (!(await hasOpfsJournal(name))) return
  const [parent, folder] = folderPath(name)
  try {
    const root = await navigator.storage.getDirectory()
    await (await root.getDirectoryHandle(parent)).removeEntry(folder, { recursive: true })
  } catch (cause) {
    if (nameOf(cause) !== 'NoModificationAllowedError') throw await toStorageError(cause)
    throw new KvasirError(
      'BLOCKED',
      `A store, on this page or in another tab or worker, has the journal '${name}' open: close it, or try again.`,
      { cause },
    )
  }
}
