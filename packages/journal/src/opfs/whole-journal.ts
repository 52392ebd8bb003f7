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

/** Deletes the journal of this name in OPFS; one that is not there is no error. */
export async function deleteOpfsJournal(name: string): Promise<void> {
  if (!(await hasOpfsJournal(name))) return
  const [parent, folder] = folderPath(name)
  const root = await navigator.storage.getDirectory()
  await (await root.getDirectoryHandle(parent)).removeEntry(folder, { recursive: true })
}
