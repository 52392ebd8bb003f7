import { deleteDatabase, forgetWords, marker, rescueFile } from '@kvasir/browser'
import type { Platform } from '../platform.ts'

/** Deletes what any of the backends keeps under a name. */
export const deleteData: Platform['deleteData'] = async ({ name }) => {
  const [{ deleteOpfsJournal }, { deleteOpfsSqlite }] = await Promise.all([
    import('@kvasir/journal/opfs'),
    import('@kvasir/sqlite/opfs'),
  ])
  for (const each of [name, `${name}.sqlite`]) {
    await marker(each).forget()
    await rescueFile(each)?.remove()
    await deleteDatabase(each)
    await deleteOpfsJournal(each)
  }
  await deleteOpfsSqlite({ name })
  for (const each of [name, `${name}.sqlite`, `${name}.opfs`]) forgetWords(each)
}
