/** Where in its directory a pool has its files. */
const FILES = '.opaque'
/** Bytes of the header that the pool writes into each of its files, before what SQLite writes. */
const HEADER = 4096
/** Files that are left: for the database, its log, and a journal. */
const NEEDED = 3

/**
 * Deletes a file of a pool that nobody has open, in which SQLite has nothing, and answers whether that may help: it
 * does not where it was all that there was. A file into which the pool could not even write its header, for want of
 * room, is of no use to it and goes first.
 */
export async function giveUpPlace(directory: string): Promise<boolean> {
  try {
    const folder = await findFolder(`${directory}/${FILES}`)
    const files: File[] = []
    for await (const file of folder.values()) files.push(await (file as FileSystemFileHandle).getFile())
    const [smallest] = files.sort((one, other) => one.size - other.size)
    if (smallest === undefined || smallest.size > HEADER) return false
    if (smallest.size === HEADER && files.length <= NEEDED) return false
    await folder.removeEntry(smallest.name)
    return files.length > 1
  } catch {
    // There is no pool yet, or somebody else uses it: nothing to be had, and the caller says for what it was needed.
    return false
  }
}

async function findFolder(path: string): Promise<FileSystemDirectoryHandle> {
  let folder = await navigator.storage.getDirectory()
  for (const name of path.split('/').filter((part) => part !== '')) {
    folder = await folder.getDirectoryHandle(name)
  }
  return folder
}
