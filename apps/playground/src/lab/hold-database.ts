import { sqliteOnOpfs } from '@kvasir/sqlite/opfs'

/**
 * Opens a database at version 1 and does nothing when it is to be upgraded, as a tab does that runs an old release
 * or code that does not listen to `versionchange`.
 */
export function holdOldDatabase(name: string): Promise<void> {
  const request = indexedDB.open(name, 1)
  return new Promise((resolve, reject) => {
    request.addEventListener('success', () => resolve())
    request.addEventListener('error', () => reject(request.error))
  })
}

/** Opens a SQLite file in OPFS for this page alone, and answers nobody. */
export async function holdOpfsFile(name: string): Promise<void> {
  await sqliteOnOpfs({ name })
}
