import { deleteDatabase, forgetWords, marker, rescueFile } from '@kvasir/browser'
import type { Platform } from '../platform.ts'

/** Deletes what any of the backends keeps under a name. */
export const deleteData: Platform['deleteData'] = async ({ name }) => {
  const [{ deleteOpfsJournal }, { deleteOpfsSqlite }] = await Promise.all([
    import('@kvasir/journal/opfs'),
    import('@kvasir/sqlite/opfs'),
  ])
  const names = [name, `${name}.sqlite`]
  // First what may be refused: then nothing is gone yet.
  await deleteOpfsSqlite({ name })
  for (const each of names) await deleteOpfsJournal(each)
  for (const each of names) {
    await marker(each).forget()
    await rescueFile(each)?.remove()
    await deleteDatabase(each)
  }
  for (const each of [...names, `${name}.opfs`]) forgetWords(each)
}
