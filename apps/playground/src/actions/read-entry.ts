import { attempt } from './attempt.ts'

/** Reads a key, as an app that needs it does; answers whether the store did so. */
export function readEntry(key: string): Promise<boolean> {
  return attempt({
    title: `Read “${key}”`,
    deed: { kind: 'get', key },
    work: async ({ namespace }) =>
      (await namespace.get(key)) === undefined
        ? `There is no “${key}”.`
        : `Read “${key}”, which counts as a use.`,
  })
}
