import { platform } from '#platform'
import type { OpenOptions } from './open-store.ts'

/**
 * Deletes all data of a store that nobody has open, on every backend of the platform. Throws `BLOCKED` when somebody
 * has it open.
 */
export async function deleteStore({
  name = 'kvasir',
  path,
}: Pick<OpenOptions, 'name' | 'path'> = {}): Promise<void> {
  await platform.deleteData({ name, path })
}
