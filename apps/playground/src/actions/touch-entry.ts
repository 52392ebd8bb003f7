import { attempt } from './attempt.ts'

/** Restarts a key's time to live, the one given or else the namespace's; answers whether the store did so. */
export function touchEntry(key: string, ttl: number | undefined): Promise<boolean> {
  return attempt({
    title: `Touch “${key}”`,
    deed: { kind: 'touch', key, ttl },
    work: async ({ namespace }) =>
      (await namespace.touch(key, ttl))
        ? `“${key}” has its whole time to live again.`
        : `There was no “${key}” to touch.`,
  })
}
