import { computed, effect, signal } from '@preact/signals'
import { type Change, isKvasirError } from 'kvasir'
import { clock } from '../state/clock.ts'
import { chosenFile } from '../state/chosen-file.ts'
import { EMPTY_FEED, feed, type FeedItem, receive, watching } from '../state/feed.ts'
import { isImporting } from '../state/file-transfer.ts'
import { loading } from '../state/loading.ts'
import { shownHead } from '../state/namespaces.ts'
import { currentTarget, type Target } from '../state/session.ts'
import { namespaceName } from '../state/settings.ts'
import { refresh } from './list-page.ts'
import { listNamespaces } from './list-namespaces.ts'
import { CITIES } from './load-cities.ts'
import { toFailure } from './to-failure.ts'

/** Up to so many entries are kept in memory for the sake of the values before. */
const REMEMBERED = 1000
/** Milliseconds between two changes of the page while changes come thick and fast. */
const PAUSE = 100

/** Bytes of a file in which there may be more than anybody wants to be told. */
const MUCH = 100_000

/** To tell of each of 135,000 cities would take longer than to load them, or to import them. */
const rests = computed(() => {
  if (isImporting.value) return (chosenFile.value?.file.size ?? 0) > MUCH
  return loading.value?.state === 'running' && namespaceName.value === CITIES
})

/** Counts the watches of what is shown; one more begins anew. */
const restarts = signal(0)

let shown: string | undefined
let items = 0

/** Keeps the feed to what the shown namespace tells, and the list to what others write. */
export function watchFeed(): void {
  effect(() => {
    void restarts.value
    const target = currentTarget()
    const now = target && `${target.choice} ${target.namespace.name}`
    if (now !== shown) feed.value = EMPTY_FEED
    shown = now
    watching.value = rests.value ? { state: 'resting' } : { state: 'off' }
    if (target === undefined || rests.value) return undefined
    const end = new AbortController()
    void watch(target, end.signal)
    return () => end.abort()
  })
}

/** Begins anew: after a failure, and where the store has been replaced. */
export function restartFeed(): void {
  restarts.value = restarts.peek() + 1
}

async function watch({ namespace }: Target, signal: AbortSignal): Promise<void> {
  const fail = (error: unknown): void => {
    if (signal.aborted) return
    if (isKvasirError(error) && error.code === 'NAMESPACE_DELETED') void followDeletion()
    else watching.value = { state: 'failed', failure: toFailure('Watch the namespace', error) }
  }
  try {
    const tellsPrevious = (await namespace.count()) <= REMEMBERED
    if (signal.aborted) return
    const show = gather(signal)
    namespace.subscribe(show, { previous: tellsPrevious, signal, onError: fail })
    watching.value = { state: 'watching', tellsPrevious }
  } catch (error) {
    fail(error)
  }
}

/** Shows a change at once, or together with others when the last ones were shown a moment ago. */
function gather(signal: AbortSignal): (change: Change) => void {
  let come: FeedItem[] = []
  let isPausing = false
  const show = (): void => {
    isPausing = come.length > 0 && !signal.aborted
    if (!isPausing) return
    setTimeout(show, PAUSE)
    feed.value = receive(feed.peek(), come)
    const isForeign = come.some(({ change }) => change.origin === 'elsewhere')
    come = []
    if (isForeign) void followOthers()
  }
  return (change) => {
    come.unshift({ id: items++, at: clock(), change })
    if (!isPausing) show()
  }
}

/** What this page does is listed by whoever does it. */
async function followOthers(): Promise<void> {
  if (shownHead.peek() === undefined) await listNamespaces()
  await refresh()
}

async function followDeletion(): Promise<void> {
  restartFeed()
  await listNamespaces()
  await refresh()
}
