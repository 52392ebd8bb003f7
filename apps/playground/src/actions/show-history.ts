import { keyHistory } from '../state/key-history.ts'
import { writeCount } from '../values/write-count.ts'
import { attempt } from './attempt.ts'
import { latestOnly } from './latest-only.ts'

/** Opens the dialog with the history of a key. */
export function showHistory(key: string): Promise<boolean> {
  return attempt({
    title: `Read the history of “${key}”`,
    deed: { kind: 'history', key },
    work: async ({ namespace }) => {
      const versions = await namespace.history(key)
      keyHistory.value = { key, versions }
      return `“${key}” has ${writeCount(versions.length, 'version', 'versions')}.`
    },
  })
}

/** Reads the history in the dialog once more, after something has changed. */
export const refreshHistory = latestOnly({
  title: 'Read the history',
  ask: async ({ namespace }) => {
    const key = keyHistory.value?.key
    return key === undefined ? undefined : { key, versions: await namespace.history(key) }
  },
  show: (history) => {
    // The dialog may have been closed meanwhile.
    if (keyHistory.value?.key === history?.key) keyHistory.value = history
  },
})
