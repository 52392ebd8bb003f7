import type { Backend, Batch } from './contract.ts'
import { KvasirError } from './errors.ts'

/** Whether commits happen as a whole, or not at all. */
export function commitsWhole({ capabilities: { commits = 'whole' } }: Backend): boolean {
  return commits === 'whole'
}

/** Throws `UNAVAILABLE` for what a backend that can do one write at a time must not be asked for. */
export function requireWhole(backend: Backend): void {
  if (backend.capabilities.commits !== 'single') return
  throw new KvasirError(
    'UNAVAILABLE',
    `The backend ${backend.name} makes one write at a time: it has no transactions, conditions, increments, updates, limits, history and writes of several keys.`,
  )
}

/** The same for a batch about a namespace: it may have one write, and no check of what is in there. */
export function requireSingle(backend: Backend, { checks, writes }: Batch): void {
  const isSingle = checks.length === 0 && writes.length <= 1 && writes[0]?.kind !== 'deleteRange'
  if (!isSingle) requireWhole(backend)
}
