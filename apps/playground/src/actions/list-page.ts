import { writeCall } from '../code/write-call.ts'
import { namespaceProgram } from '../code/program.ts'
import { failure, notice, snippet } from '../state/feedback.ts'
import { FIRST, type Listing, listing, matches, type Position, type Query, query } from '../state/listing.ts'
import { currentTarget, type Target } from '../state/session.ts'
import { toFailure } from './to-failure.ts'

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
  await Promise.all([showPage(listing.value?.position ?? FIRST), countMatches()])
}

const showPage = latestOnly(
  async (target: Target, position: Position): Promise<Listing> => {
    const { entries, cursor } = await target.namespace.list({ ...query.value, cursor: position.cursor })
    // Everything on this page and after it is gone: the pages before it are not.
    if (entries.length === 0 && position.cursor !== undefined) {
      const first = await target.namespace.list(query.value)
      return { position: FIRST, entries: first.entries, next: first.cursor }
    }
    return { position, entries, next: cursor }
  },
  (page) => (listing.value = page),
)

const countMatches = latestOnly(
  async ({ namespace }: Target): Promise<number> => namespace.count({ prefix: query.value.prefix }),
  (count) => (matches.value = count),
)

/** Shows the answer to the latest question only: of two that are asked, the first may be answered last. */
function latestOnly<Args extends unknown[], T>(
  ask: (target: Target, ...args: Args) => Promise<T>,
  show: (answer: T) => void,
): (...args: Args) => Promise<void> {
  let latest = 0
  return async (...args) => {
    const target = currentTarget()
    if (target === undefined) return
    const question = ++latest
    try {
      const answer = await ask(target, ...args)
      if (question === latest) show(answer)
    } catch (error) {
      if (question === latest) failure.value = toFailure('List the entries', error)
    }
  }
}

function tellPage(): void {
  const { position, entries, next } = listing.value ?? { position: FIRST, entries: [], next: undefined }
  const rest = next === undefined ? 'the last one' : 'more follow'
  notice.value = `Page ${position.number}: ${entries.length} ${entries.length === 1 ? 'entry' : 'entries'}, ${rest}.`
}

function showProgram({ cursor }: Position): void {
  const target = currentTarget()
  if (target === undefined) return
  const { prefix, reverse, limit } = query.value
  const options = { prefix: prefix || undefined, reverse: reverse || undefined, limit, cursor }
  snippet.value = namespaceProgram(
    { choice: target.choice, namespace: target.namespace.name },
    `const page = ${writeCall('namespace.list', [], options)}
for (const { key, value } of page.entries) console.log(key, value)
console.log(page.cursor)`,
  )
}
