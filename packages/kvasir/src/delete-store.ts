import { platform } from '#platform'
import type { OpenOptions } from './open-store.ts'

/**
 * Deletes all data of a name, on every backend of the platform; there may be none.
 *
 * Where a database is a file, in Node and on OPFS, it throws `BLOCKED` while somebody has it open. IndexedDB takes it from
 * those who have it open: they are told by `STORAGE_FAILED`, at the latest when they write next.
 */
export async function deleteStore({
  name = 'kvasir',
  path,
}: Pick<OpenOptions, 'name' | 'path'> = {}): Promise<void> {
  await platform.deleteData({ name, path })
}
