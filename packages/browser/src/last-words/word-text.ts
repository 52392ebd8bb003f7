import { type Batch, type Check, KvasirError } from '@kvasir/core'
import { fromBase64, packCommits, toBase64, unpackCommits } from '@kvasir/core/pack'
import { type Spoken, toSpoken, type Word } from './word.ts'

/** Of the layout below; a text with a newer one is refused. */
const VERSION = 1

/** A key check has three columns, a range check five. */
type CheckColumns =
  | readonly [space: number, key: string, revision: number]
  | readonly [space: number, from: string, to: string | 0, rows: number, revision: number]

/** What a packed commit does not say of a batch. JSON turns what is undefined in `seen` into null. */
type TermColumns = readonly [
  checks: readonly CheckColumns[],
  isStrict: 0 | 1,
  seen?: readonly (number | null | undefined)[],
]

/** A word that was taken back has the first five columns only. `given` is 0 where there is none. */
type WordColumns = readonly [
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

/**
 * The word of an item. Throws `DAMAGED` for a text that is none, and `UNSUPPORTED_DATABASE` for one of a newer
 * version.
 */
export function fromText(text: string): Spoken {
  try {
    const columns = JSON.parse(text) as WordColumns
    const version = columns[0]
    if (version > VERSION) {
      throw new KvasirError(
        'UNSUPPORTED_DATABASE',
        `What a page has left has version ${version}, and this Kvasir knows ${VERSION} at the most: update it.`,
      )
    }
    if (version !== VERSION) throw new TypeError(`The version is ${version}.`)
    return unpack(columns)
  } catch (cause) {
    if (cause instanceof KvasirError) throw cause
    throw new KvasirError('DAMAGED', `What a page has left cannot be read: ${cause}`, { cause })
  }
}

function unpack([
  ,
  saidAt,
  id,
  givenFirst,
  givenLast,
  at,
  commits,
  blobs = [],
  terms = [],
]: WordColumns): Spoken {
  if (at === undefined) {
    const given = givenFirst === 0 ? undefined : { first: givenFirst, last: givenLast }
    return { id, saidAt, given, word: undefined }
  }
  const made = unpackCommits({ json: commits, blobs: blobs.map(fromBase64) })
  const batches = made.map(({ writes, id: batchId }, i): Batch => {
    const [checks, isStrict] = terms[i] as TermColumns
    return {
      checks: checks.map(unpackCheck),
      writes,
      ...(batchId === undefined ? {} : { id: batchId }),
      ...(isStrict === 1 ? { durability: 'strict' } : {}),
    }
  })
  const word: Word = {
    id,
    at,
    batches,
    seen: terms.map(([, , seen = []]) => seen.map((revision) => revision ?? undefined)),
    given: made.map(({ first }) => (first === 0 ? undefined : first)),
  }
  return toSpoken(word, saidAt)
}

function packCheck(check: Check): CheckColumns {
  return check.kind === 'key'
    ? [check.space, check.key, check.revision]
    : [check.space, check.from, check.to ?? 0, check.rows, check.revision]
}

function unpackCheck(columns: CheckColumns): Check {
  if (columns.length === 3) {
    const [space, key, revision] = columns
    return { kind: 'key', space, key, revision }
  }
  const [space, from, to, rows, revision] = columns
  return { kind: 'range', space, from, to: to === 0 ? undefined : to, rows, revision }
}
