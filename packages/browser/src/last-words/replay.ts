import type { Batch } from '@kvasir/core'
import { PageRows } from './page-rows.ts'
import { NEVER, replayBatch } from './replay-batch.ts'
import type { Range, Spoken, Word } from './word.ts'
import type { ReplayBackend } from './replay-backend.ts'

/**
 * Applies what pages that are gone have left and what was not stored in the normal way; answers how many batches
 * were applied. `pages` has the words of each page in their order.
 *
 * - Nothing is applied twice, also when a replay is cut off and done again: the backend remembers the id of every
 *   batch together with its writes, as far back as it remembers ids.
 * - What others have written after a page spoke stays, and so does a deletion where the page had seen a row. Among
 *   pages that are replayed together the word that was spoken last decides.
 * - A batch whose own checks do not hold is dropped whole, as a commit would be.
 *
 * Meant for pages that cannot commit any more, and to be called by one tab at a time for each.
 */
export async function replay(backend: ReplayBackend, pages: readonly (readonly Spoken[])[]): Promise<number> {
  const stored = await recall(backend, pages.flat())
  const replayed: Range[] = []
  const isEarlier = (revision: number): boolean => replayed.some((range) => isIn(range, revision))
  const rowsOf = new Map(pages.map((page) => [page, new PageRows()]))
  let applied = 0
  for (const { page, spoken } of inOrder(pages)) {
    const rows = rowsOf.get(page) as PageRows
    const base = rows.base(spoken)
    const { id, word, given } = spoken
    rows.pass(spoken)
    const whole = stored.get(id)
    if (whole !== undefined) {
      rows.add(whole, given)
      word?.batches.forEach(({ writes }, i) => rows.number(writes, word.given?.[i], true))
      continue
    }
    for (const [i, batch] of word?.batches.entries() ?? []) {
      const batchId = idOf(word as Word, batch, i)
      let range = stored.get(batchId)
      if (range === undefined) {
        const { at, seen } = word as Word
        const left = { batch, id: batchId, seen: seen?.[i], at, base, rows, isEarlier }
        const { commit, isApplied } = await replayBatch(backend, left)
        range = commit
        if (isApplied) applied++
      }
      rows.add(range)
      replayed.push(range)
      rows.number(batch.writes, word?.given?.[i], range.last >= range.first)
    }
  }
  return applied
}

/** Which of the words and batches have been committed: by their ids, the revisions of their writes. */
async function recall(backend: ReplayBackend, words: readonly Spoken[]): Promise<Map<string, Range>> {
  const ids = words.flatMap(({ id, word }) => [
    id,
    ...(word?.batches.map((batch, i) => idOf(word, batch, i)) ?? []),
  ])
  const stored = new Map<string, Range>()
  await Promise.all(
    ids.map(async (id) => {
      const commit = await backend.commit({ checks: [NEVER], writes: [], id })
      if (commit.ok) stored.set(id, commit)
    }),
  )
  return stored
}

/** An id of the user keeps what it means: whoever sends the batch again gets the first answer. */
function idOf(word: Word, { id }: Batch, index: number): string {
  return id ?? `${word.id}.${index}`
}

interface Turn {
  readonly page: readonly Spoken[]
  readonly spoken: Spoken
}

/** By the time of speaking; the words of a page stay in their order. */
function inOrder(pages: readonly (readonly Spoken[])[]): Turn[] {
  return pages
    .flatMap((page) => page.map((spoken): Turn => ({ page, spoken })))
    .sort((a, b) => a.spoken.saidAt - b.spoken.saidAt)
}

function isIn({ first, last }: Range, revision: number): boolean {
  return first <= revision && revision <= last
}
