import { attempt } from './attempt.ts'
import { refreshHistory } from './show-history.ts'

/** Deletes a key with everything that it ever was; answers whether the store did so. */
export async function purgeEntry(key: string): Promise<boolean> {
  const purged = await attempt({
    title: `Purge “${key}”`,
    deed: { kind: 'purge', key },
    work: async ({ namespace }) =>
      (await namespace.purge(key))
        ? `Purged “${key}” with its history.`
        : `There was nothing of “${key}” to purge.`,
  })
  await refreshHistory()
  return purged
}
