import { type Backend, KvasirError } from '@kvasir/core'
import type { SqliteFile } from '@kvasir/sqlite'

/**
 * The SQLite file of a backend that one tab has open for all of them: it is for that tab alone, and throws `BLOCKED`
 * elsewhere. `open` answers the file of what this tab has opened last.
 */
export function sharedFile(backend: Backend<'async'>, open: () => SqliteFile | undefined): SqliteFile {
  const owned = async (): Promise<SqliteFile> => {
    const { role } = await backend.health()
    const file = role === 'owner' ? open() : undefined
    if (file !== undefined) return file
    throw new KvasirError(
      'BLOCKED',
      'Another store, on this page or in another tab or worker, has the SQLite file open: do this there, or close it.',
    )
  }
  return {
    take: async () => (await owned()).take(),
    replace: async (pull) => (await owned()).replace(pull),
  }
}
