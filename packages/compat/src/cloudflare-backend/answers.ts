import type { Commit } from '@kvasir/core'
import { asked, type KVBinding } from './binding.ts'

/** The revisions that a batch got. */
interface Answer {
  readonly first: number
  readonly last: number
}

/** How the names of ids begin; none of a row does. */
const PREFIX = '~'

/** Seconds for which an id is remembered. */
const KEPT_FOR = 24 * 3600

/** What was answered to the batch of an id; undefined for one that is not known. */
export async function readAnswer(binding: KVBinding, id: string): Promise<Commit | undefined> {
  const { metadata } = await asked(binding.getWithMetadata(PREFIX + id, 'arrayBuffer'))
  return isAnswer(metadata) ? { ok: true, ...metadata, replaced: [] } : undefined
}

/** Keeps what was answered. */
export async function rememberAnswer(binding: KVBinding, id: string, answer: Answer): Promise<void> {
  await asked(binding.put(PREFIX + id, '', { metadata: answer, expirationTtl: KEPT_FOR }))
}

function isAnswer(metadata: unknown): metadata is Answer {
  return typeof metadata === 'object' && metadata !== null && 'first' in metadata && 'last' in metadata
}
