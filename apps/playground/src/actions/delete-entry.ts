import { attempt } from './attempt.ts'

/** Deletes a key; answers whether the store did so. */
export function deleteEntry(key: string): Promise<boolean> {
  return attempt({
    title: `Delete “${key}”`,
    deed: { kind: 'delete', key },
    work: async ({ namespace }) =>
      (await namespace.delete(key)) ? `Deleted “${key}”.` : `There was no “${key}” to delete.`,
  })
}
