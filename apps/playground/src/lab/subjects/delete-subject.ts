import { deleteStore } from 'kvasir'
import type { Subject } from './subject.ts'

/** Milliseconds; pages that were just left let go of a database within some. */
const PATIENCE = 10_000
/** A file that was just closed may stay locked for a moment, and so a deletion is tried again. */
const TRIES = 10
const PAUSE = 200

/** Deletes all data of a subject that nobody has open. Throws when somebody has. */
export async function deleteSubject(subject: Subject, name: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await (subject.library === 'kvasir' ? deleteStore({ name }) : deleteDatabase(name))
    } catch (error) {
      if (attempt === TRIES) throw error
      await new Promise((resolve) => setTimeout(resolve, PAUSE))
    }
  }
}

function deleteDatabase(name: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new Error(`The database ${name} is open in another tab: close it there and try again.`)),
      PATIENCE,
    )
    const request = indexedDB.deleteDatabase(name)
    request.addEventListener('success', () => {
      clearTimeout(timer)
      resolve()
    })
    request.addEventListener('error', () => {
      clearTimeout(timer)
      reject(request.error)
    })
  })
}
