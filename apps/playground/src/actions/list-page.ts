import { notice } from '../state/feedback.ts'
import {
  FIRST,
  type Listing,
  listing,
  matches,
  type Position,
  type Query,
  query,
  toListOptions,
} from '../state/listing.ts'
import type { Target } from '../state/session.ts'
import { writeCount } from '../values/write-count.ts'
import { latestOnly } from './latest-only.ts'
import { readUsage } from './read-usage.ts'
import { showDeed } from './show-deed.ts'

/** Lists from the first page on what `change` makes of the query. */
export async function changeQuery(change: Partial<Query>): Promise<void> {
  query.value = { ...query.value, ...change }
  showProgram(FIRST)
  await Promise.all([showPage(FIRST), countMatches()])
  tellPage()
}

export async function showFirstPage(): Promise<void> {
  showProgram(FIRST)
  await showPage(FIRST)
  tellPage()
}

export async function showNextPage(): Promise<void> {
  const { next, position } = listing.value ?? {}
  if (next === undefined || position === undefined) return
  const following = { cursor: next, number: position.number + 1 }
  showProgram(following)
  await showPage(following)
  tellPage()
}

/** Reads the page that is shown once more, after something has changed. */
export async function refresh(): Promise<void> {
  await Promise.all([showPage(listing.value?.position ?? FIRST), countMatches(), readUsage()])
}

const showPage = latestOnly({
  title: 'List the entries',
  ask: async ({ namespace }: Target, position: Position): Promise<Listing> => {
    const { entries, prefixes, cursor } = await namespace.list({
      ...toListOptions(query.value),
      cursor: position.cursor,
    })
    // Everything on this page and after it is gone: the pages before it are not.
    if (entries.length + prefixes.length === 0 && position.cursor !== undefined) {
      const first = await namespace.list(toListOptions(query.value))
      return { position: FIRST, entries: first.entries, prefixes: first.prefixes, next: first.cursor }
    }
    return { position, entries, prefixes, next: cursor }
  },
  show: (page) => (listing.value = page),
})

const countMatches = latestOnly({
  title: 'Count the entries',
  ask: async ({ namespace }: Target): Promise<number> => namespace.count({ prefix: query.value.prefix }),
  show: (count) => (matches.value = count),
})

function tellPage(): void {
  const { position = FIRST, entries = [], prefixes = [], next } = listing.value ?? {}
  const folders = prefixes.length === 0 ? '' : `${writeCount(prefixes.length, 'folder', 'folders')}, `
  const rest = next === undefined ? 'the last one' : 'more follow'
  notice.value = `Page ${position.number}: ${folders}${writeCount(entries.length, 'entry', 'entries')}, ${rest}.`
}

function showProgram({ cursor, number }: Position): void {
  showDeed({ kind: 'list', options: { ...toListOptions(query.value), cursor }, page: number })
}
