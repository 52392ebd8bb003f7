import { attempt } from './attempt.ts'

/** Adds to a number; answers whether the store did so. */
export function incrementEntry(key: string, by: number): Promise<boolean> {
  return attempt({
    title: `Increment “${key}”`,
    deed: { kind: 'increment', key, by },
    work: async ({ namespace }) => `“${key}” is now ${await namespace.increment(key, by)}.`,
  })
}
