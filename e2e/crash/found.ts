import type { AsyncStore } from 'kvasir'
import { NAMESPACE, numberOf } from './history.ts'

/** By key, the number of the write that is there; `damaged` where there is something that was never written. */
export type Found = Readonly<Record<string, number | 'damaged'>>

/** Reads all that the writers have left. */
export async function readFound(store: AsyncStore): Promise<Found> {
  const found: Record<string, number | 'damaged'> = {}
  for await (const [key, value] of store.namespace(NAMESPACE)) found[key] = numberOf(value) ?? 'damaged'
  return found
}
