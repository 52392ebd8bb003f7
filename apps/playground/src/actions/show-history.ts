import { namespaceProgram } from '../code/program.ts'
import { writeCall } from '../code/write-call.ts'
import { keyHistory } from '../state/key-history.ts'
import { writeCount } from '../values/write-count.ts'
import { attempt } from './attempt.ts'
import { latestOnly } from './latest-only.ts'

/** Opens the dialog with the history of a key. */
export function showHistory(key: string): Promise<boolean> {
  return attempt({
    title: `Read the history of “${key}”`,
    program: ({ choice, namespace }) =>
      namespaceProgram(
        { choice, namespace: namespace.name },
        `const versions = ${writeCall('namespace.history', [key])}
for (const version of versions) console.log(version.revision, version.operation)`,
      ),
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
