import { type Batch, type Check, KvasirError } from '@kvasir/core'
import { fromBase64, unpackCommits } from '@kvasir/core/pack'
import { type Spoken, toSpoken, type Word } from './word.ts'
import { type CheckColumns, type TermColumns, VERSION, type WordColumns } from './word-text.ts'

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

function unpackCheck(columns: CheckColumns): Check {
  if (columns.length === 3) {
    const [space, key, revision] = columns
    return { kind: 'key', space, key, revision }
  }
  const [space, from, to, rows, revision] = columns
  return { kind: 'range', space, from, to: to === 0 ? undefined : to, rows, revision }
}
