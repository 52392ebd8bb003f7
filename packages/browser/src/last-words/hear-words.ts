import type { Incident } from '@kvasir/core'
import type { LastWords } from './last-words.ts'
import type { ReplayBackend } from './replay-backend.ts'

/**
 * Has what pages left behind committed to a backend, now and when pages go later, and tells of it: `tell` gets a
 * `recovered` incident for what was, and a `damaged` one for what could not be. Never rejects.
 */
export async function hearWords(
  words: LastWords,
  backend: ReplayBackend,
  tell: (incident: Incident) => void,
): Promise<void> {
  const heard = (batches: number): void => {
    if (batches === 0) return
    const message = `${batches} commits of a page that was left before they were stored are stored now.`
    tell({ kind: 'recovered', at: Date.now(), message })
  }
  const failed = (error: unknown): void => {
    const message = `What a page has left behind could not be stored, and is kept: ${error}`
    tell({ kind: 'damaged', at: Date.now(), message })
  }
  await words.hear(backend, { heard, failed }).then(heard, failed)
}
