import { KvasirError, type Made } from '@kvasir/core'
import { fromFrame, packCommits, toFrame, unpackCommits } from '@kvasir/core/pack'
import type { LogRecord } from './storage.ts'

/** What one tick of commits leaves in the log. */
export interface Record {
  /**
   * The record that this one follows. It counts only if that is the last one before it that counts: of two
   * pages that follow the same record, the later one has decided on a state that was over, and must decide again.
   */
  readonly base: number
  /** By which whoever has appended it can find out whether it was stored. */
  readonly id: string
  readonly commits: readonly Made[]
}

export function toRecord({ base, id, commits }: Record): Uint8Array {
  const { json, blobs } = packCommits(commits)
  return toFrame({ json: [base, id, json], blobs })
}

/** Throws `DAMAGED` and `UNSUPPORTED_DATABASE`. */
export function fromRecord(frame: Uint8Array): Record {
  const { json, blobs } = fromFrame(frame)
  if (!isContent(json)) throw new KvasirError('DAMAGED', 'What lies among the records is none.')
  const [base, id, commits] = json
  return { base, id, commits: unpackCommits({ json: commits, blobs }) }
}

/** The rest is vouched for by the sum of its frame. */
function isContent(json: unknown): json is [base: number, id: string, commits: readonly unknown[]] {
  return Array.isArray(json) && typeof json[0] === 'number' && Array.isArray(json[2])
}

/** Whether a record among these follows the one at `base`. */
export function counts(records: readonly LogRecord[], base: number): boolean {
  return records.some(({ frame }) => fromRecord(frame).base === base)
}
