import type { Check } from '@kvasir/core'
import { packCommits, toBase64 } from '@kvasir/core/pack'
import type { Spoken } from './word.ts'

/** Of the layout below; a text with a newer one is refused. */
export const VERSION = 1

/** A key check has three columns, a range check five. */
export type CheckColumns =
  | readonly [space: number, key: string, revision: number]
  | readonly [space: number, from: string, to: string | 0, rows: number, revision: number]

/** What a packed commit does not say of a batch. JSON turns what is undefined in `seen` into null. */
export type TermColumns = readonly [
  checks: readonly CheckColumns[],
  isStrict: 0 | 1,
  seen?: readonly (number | null | undefined)[],
]

/** A word that was taken back has the first five columns only. `given` is 0 where there is none. */
export type WordColumns = readonly [
  version: number,
  saidAt: number,
  id: string,
  givenFirst: number,
  givenLast: number,
  at?: number,
  commits?: unknown,
  blobs?: readonly string[],
  terms?: readonly TermColumns[],
]

/** A word as the text of an item. */
export function toText({ id, saidAt, given, word }: Spoken): string {
  const head = [VERSION, saidAt, id, given?.first ?? 0, given?.last ?? 0] as const
  if (word === undefined) return JSON.stringify(head satisfies WordColumns)
  const { json, blobs } = packCommits(
    word.batches.map((batch, i) => ({ first: word.given?.[i] ?? 0, writes: batch.writes, id: batch.id })),
  )
  const terms = word.batches.map(({ checks, durability }, i): TermColumns => {
    const columns = [checks.map(packCheck), durability === 'strict' ? 1 : 0] as const
    const seen = word.seen?.[i]
    return seen === undefined ? columns : [...columns, seen]
  })
  return JSON.stringify([...head, word.at, json, blobs.map(toBase64), terms] satisfies WordColumns)
}

function packCheck(check: Check): CheckColumns {
  return check.kind === 'key'
    ? [check.space, check.key, check.revision]
    : [check.space, check.from, check.to ?? 0, check.rows, check.revision]
}
