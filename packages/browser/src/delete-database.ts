import { KvasirError } from '@kvasir/core'
import { PATIENCE } from './connection/patience.ts'
import { toStorageError } from './storage-error.ts'

/**
 * Deletes an IndexedDB database; one that is not there is no error. Throws `BLOCKED` when others keep it open for too
 * long: it is deleted when they let go.
 */
export async function deleteDatabase(name: string): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const request = indexedDB.deleteDatabase(name)
  request.addEventListener('success', () => resolve())
  request.addEventListener('error', () => reject(request.error))
  request.addEventListener('blocked', () =>
    setTimeout(() => {
      reject(
        new KvasirError(
          'BLOCKED',
          `Others have the database '${name}' open: it is deleted when they close it.`,
        ),
      )
    }, PATIENCE.blocked),
  )
  await promise.catch(async (error: unknown) => {
    throw await toStorageError(error)
  })
}
