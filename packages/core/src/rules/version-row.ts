import type { EndVersion } from '../api.ts'
import type { Head, Row, SetWrite, Span } from '../contract.ts'
import { prefixEnd } from '../key-order.ts'
import { historySpace } from '../spaces.ts'

/** More versions of a key than any namespace keeps. */
export const MAX_KEPT = 256

/** Digits of the largest number that can be a revision. */
const DIGITS = 16
/** What a version is, at the end of its key: a value, or behind that its end. */
const VALUE = 'a'
const END = 'b'

type End = EndVersion['operation']

/**
 * What a version of the history says beyond the columns of its row; its metadata, as JSON. The number is the `expiresAt`
 * of a value, and the revision of an end that was written elsewhere, or by how much less it is than that of the row, as a
 * negative number. When a value was replaced is told where that is
 * known, in epoch milliseconds: what has replaced it may have been given another expiry since, and with that another time
 * of writing.
 */
type Extra = readonly [operation: 'put' | End, number: number, metadata: string | null, replacedAt?: number]

/** A row of the history, taken apart. */
export type Kept =
  | { readonly operation: 'put'; readonly row: Row; readonly replacedAt?: number | undefined }
  | { readonly operation: End; readonly revision: number; readonly writtenAt: number }

/**
 * The keys of all versions of a key. They begin with its length, so that no other key's are between them, and go
 * on with the revision, so that they are in the order of their writing.
 */
export function versionsOf(id: number, key: string): Span {
  const from = prefixOf(key)
  return { space: historySpace(id), from, to: prefixEnd(from) }
}

/** The key of a value. */
export function keyOfValue(key: string, revision: number): string {
  return prefixOf(key) + String(revision).padStart(DIGITS, '0') + VALUE
}

/** The write that keeps a row which is about to be replaced; `now` is when, if that is known. */
export function keepValue(
  id: number,
  { key, revision, expiresAt, metadata, ...row }: Row,
  now?: number,
): SetWrite {
  const content = ['put', expiresAt, metadata ?? null] as const
  const extra: Extra = now === undefined ? content : [...content, now]
  const { type, value, writtenAt } = row
  return {
    kind: 'set',
    space: historySpace(id),
    key: keyOfValue(key, revision),
    type,
    value,
    expiresAt: 0,
    writtenAt,
    metadata: JSON.stringify(extra),
  }
}

/** The write that keeps that the value of a revision, 0 for none, came to an end; at its own revision unless another is given. */
export function keepEnd(
  id: number,
  key: string,
  after: number,
  reason: End,
  now: number,
  revision = 0,
): SetWrite {
  const extra: Extra = [reason, revision, null]
  return {
    kind: 'set',
    space: historySpace(id),
    key: prefixOf(key) + String(after).padStart(DIGITS, '0') + END,
    type: 'text',
    value: '',
    expiresAt: 0,
    writtenAt: now,
    metadata: JSON.stringify(extra),
  }
}

/** Whether a write keeps that a value came to an end, here and not elsewhere. */
export function isEnd({ key, metadata }: SetWrite): boolean {
  return key.endsWith(END) && toExtra(metadata)[1] === 0
}

/** The same end, of which the revision is less than that of its row. */
export function endBefore(write: SetWrite, by: number): SetWrite {
  const [reason] = toExtra(write.metadata)
  const extra: Extra = [reason, -by, null]
  return { ...write, metadata: JSON.stringify(extra) }
}

/** The key that a row of the history is about. */
export function keyOfVersion({ key }: Pick<Head, 'key'>): string {
  const length = key.indexOf(':')
  return key.slice(length + 1, length + 1 + Number(key.slice(0, length)))
}

function toExtra(metadata: string | undefined): Extra {
  return JSON.parse(metadata as string) as Extra
}

function revisionOf({ key }: Head): number {
  return Number(key.slice(-DIGITS - 1, -1))
}

/** What a row of the history keeps of a key. */
export function toKept(key: string, kept: Row): Kept {
  const [operation, second, metadata, replacedAt] = toExtra(kept.metadata)
  // The end of a value has the revision of the deletion, the value the one that it had.
  if (operation !== 'put') {
    const revision = second > 0 ? second : kept.revision + second
    return { operation, revision, writtenAt: kept.writtenAt }
  }
  const row = { ...kept, key, revision: revisionOf(kept), expiresAt: second, metadata: metadata ?? undefined }
  return { operation, row, replacedAt }
}

function prefixOf(key: string): string {
  return `${key.length}:${key}`
}
