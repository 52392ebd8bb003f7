import { total, url } from 'virtual:cities'
import { type City, toCityEntry } from '../cities/city.ts'
import { giveWay } from './give-way.ts'
import { readLines } from '../cities/read-lines.ts'
import { failure, notice } from '../state/feedback.ts'
import { type Loading, loading } from '../state/loading.ts'
import { namespaces } from '../state/namespaces.ts'
import { currentTarget, type Target } from '../state/session.ts'
import { type Choice, namespaceName } from '../state/settings.ts'
import { refresh } from './list-page.ts'
import { showNamespace } from './select-namespace.ts'
import { listNamespaces } from './list-namespaces.ts'
import { showDeed } from './show-deed.ts'
import { toFailure } from './to-failure.ts'

export const CITIES = 'cities'

/**
 * Entries in one `putMany`: enough to share the cost of a commit, few enough to answer to the visitor between
 * two. SQLite has more to do for a commit.
 */
const CHUNK: Readonly<Record<Choice, number>> = {
  memory: 1000,
  journal: 1000,
  indexeddb: 1000,
  sqlite: 2000,
  opfs: 2000,
}

/** Milliseconds between two listings of what is there already. */
const REFRESH = 1000

let running: AbortController | undefined

/** Puts every city into the namespace `cities` of the store that is open, and shows it meanwhile. */
export async function loadCities(): Promise<void> {
  const target = currentTarget()
  if (target === undefined || running !== undefined) return
  running = new AbortController()
  const { signal } = running
  const { choice } = target
  const start = performance.now()
  const report = (state: Loading['state'], done: number): void => {
    loading.value = { state, choice, done, total, elapsed: performance.now() - start }
  }
  let done = 0
  report('running', done)
  failure.value = undefined
  showDeed({ kind: 'own', body: citiesProgram(choice) }, target)
  notice.value = 'Loading the cities…'
  try {
    const cities = await target.store.createNamespace<City>(CITIES, { ifExists: 'open' })
    await showNamespace(CITIES)
    if (namespaces.value.every(({ name }) => name !== CITIES)) await listNamespaces()
    const response = await fetch(url, { signal })
    let listedAt = -Infinity
    for await (const lines of readLines(response, CHUNK[choice])) {
      signal.throwIfAborted()
      await cities.putMany(lines.map(toCityEntry))
      done += lines.length
      report('running', done)
      if (performance.now() - listedAt > REFRESH && isShown(target)) {
        await refresh()
        listedAt = performance.now()
      }
      await giveWay()
    }
    report('done', done)
    notice.value = `Loaded ${done.toLocaleString('en')} cities.`
  } catch (error) {
    report(signal.aborted ? 'cancelled' : 'failed', done)
    if (signal.aborted) notice.value = `Cancelled after ${done.toLocaleString('en')} cities, which stay.`
    else failure.value = toFailure('Load the cities', error)
  } finally {
    running = undefined
    if (isShown(target)) await refresh()
  }
}

/** Ends the loading after the chunk that is being written; what was written stays. */
export function cancelCities(): void {
  running?.abort()
}

function isShown(target: Target): boolean {
  return currentTarget()?.store === target.store && namespaceName.value === CITIES
}

function citiesProgram(choice: Choice): string {
  return `const cities = await store.createNamespace('${CITIES}', { ifExists: 'open' })

const response = await fetch('${new URL(url, location.href)}')
const lines = (await response.text()).trimEnd().split('\\n')
for (let i = 0; i < lines.length; i += ${CHUNK[choice]}) {
  const chunk = lines.slice(i, i + ${CHUNK[choice]}).map((line) => JSON.parse(line))
  await cities.putMany(
    chunk.map(([country, name, id, population, latitude, longitude]) => [
      \`\${country}:\${name}:\${id}\`,
      { name, country, population, latitude, longitude },
    ]),
  )
}`
}
