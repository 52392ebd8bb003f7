import type { Made } from '@kvasir/core'
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
  const [base, id, commits] = json as [number, string, unknown]
  return { base, id, commits: unpackCommits({ json: commits, blobs }) }
}

/** Whether a record among these follows the one at `base`. */
export function counts(records: readonly LogRecord[], base: number): boolean {
  return records.some(({ frame }) => fromRecord(frame).base === base)
}
