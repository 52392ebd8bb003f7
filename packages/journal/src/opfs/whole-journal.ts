import { nameOf, toStorageError } from '@kvasir/browser'
import { KvasirError } from '@kvasir/core'
import { folderPath } from './folder.ts'

/** Whether there is a journal of this name in OPFS. */
export async function hasOpfsJournal(name: string): Promise<boolean> {
  const [parent, folder] = folderPath(name)
  try {
    const root = await navigator.storage.getDirectory()
    await (await root.getDirectoryHandle(parent)).getDirectoryHandle(folder)
    return true
  } catch {
    // There is none, or no OPFS for this page.
    return false
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
      `The journal '${name}' is open in a tab or worker: close it there first.`,
      { cause },
    )
  }
}
