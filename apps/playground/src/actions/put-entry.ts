import type { PutOptions } from 'kvasir'
import { attempt } from './attempt.ts'

/** Sets a key; answers whether the store took it. */
export function putEntry(key: string, value: unknown, options: PutOptions): Promise<boolean> {
  return attempt({
    title: `Put “${key}”`,
    deed: { kind: 'put', key, value, options },
    work: async ({ namespace }) => `Put “${key}”: revision ${await namespace.put(key, value, options)}.`,
  })
}
