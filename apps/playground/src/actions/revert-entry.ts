import { attempt } from './attempt.ts'
import { refreshHistory } from './show-history.ts'

/** Gives a key the value that it had at a revision; answers whether the store did so. */
export async function revertEntry(key: string, revision: number): Promise<boolean> {
  const reverted = await attempt({
    title: `Revert “${key}” to revision ${revision}`,
    deed: { kind: 'revert', key, revision },
    work: async ({ namespace }) =>
      `“${key}” is as it was at revision ${revision}: revision ${await namespace.revert(key, revision)}.`,
  })
  await refreshHistory()
  return reverted
}
