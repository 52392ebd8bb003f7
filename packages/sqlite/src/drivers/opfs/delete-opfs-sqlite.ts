import { KvasirError } from '@kvasir/core'
import { folderOf, type OpfsDatabase } from './folder-of.ts'
import { holdDirectory, PATIENCE, toBlocked } from './hold-directory.ts'

/**
 * Deletes a database in the origin private file system, if there is one; on a page or in a worker. Throws `BLOCKED`
 * while a tab or worker has it open, `INVALID_OPTION`, and `STORAGE_FAILED` when the browser fails.
 */
export async function deleteOpfsSqlite(database: OpfsDatabase): Promise<void> {
  const folder = folderOf(database)
  // A browser without OPFS has nothing in it.
  if (globalThis.navigator?.storage?.getDirectory === undefined) return
  const release = await holdDirectory(folder, AbortSignal.timeout(PATIENCE))
  try {
    await remove(folder.split('/').filter((part) => part !== ''))
  } catch (cause) {
    const name = cause instanceof Error ? cause.name : undefined
    if (name === 'NotFoundError') return
    if (name === 'NoModificationAllowedError' || name === 'InvalidStateError') throw toBlocked(folder, cause)
    throw new KvasirError('STORAGE_FAILED', `The directory ${folder} of OPFS cannot be deleted: ${cause}`, {
      cause,
    })
  } finally {
    release()
  }
}

async function remove(path: readonly string[]): Promise<void> {
  let parent = await navigator.storage.getDirectory()
  for (const part of path.slice(0, -1)) parent = await parent.getDirectoryHandle(part)
  await parent.removeEntry(path.at(-1)!, { recursive: true })
}
