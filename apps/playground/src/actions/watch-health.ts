import { computed, effect } from '@preact/signals'
import { isImporting } from '../state/file-transfer.ts'
import { reading } from '../state/health.ts'
import { loading } from '../state/loading.ts'
import { session } from '../state/session.ts'
import { toFailure } from './to-failure.ts'

/** Milliseconds between two readings while the page is visible. */
const PAUSE = 1000
/** The same while writes are under way, so that they can be seen coming and going. */
const PAUSE_WHILE_WRITING = 100

/** Whether much is being written, chunk by chunk. */
const isLoading = computed(() => loading.value?.state === 'running' || isImporting.value)

let timer: ReturnType<typeof setTimeout> | undefined
let isReading = false
let isStale = false

/** Keeps the reading of the open store's health fresh while the page is visible. */
export function watchHealth(): void {
  effect(() => {
    if (session.value.state === 'open') void readHealth()
    else reading.value = undefined
  })
  effect(() => {
    if (isLoading.value) void readHealth()
  })
  document.addEventListener('visibilitychange', () => void readHealth())
}

/** Asks the open store how it is, now and then again after a while. */
export async function readHealth(): Promise<void> {
  isStale = true
  if (isReading) return
  isReading = true
  clearTimeout(timer)
  while (isStale) {
    isStale = false
    await readOnce()
  }
  isReading = false
  if (document.visibilityState === 'hidden' || session.peek().state !== 'open') return
  const isWriting = isLoading.peek() || (reading.peek()?.health?.unsaved ?? 0) > 0
  timer = setTimeout(() => void readHealth(), isWriting ? PAUSE_WHILE_WRITING : PAUSE)
}

async function readOnce(): Promise<void> {
  const asked = session.peek()
  if (asked.state !== 'open') return
  const { store } = asked
  const answer = await store.health().then(
    (health) => ({ store, health, failure: undefined }),
    (error: unknown) => ({ store, health: undefined, failure: toFailure('Ask for its health', error) }),
  )
  const shown = session.peek()
  if (shown.state === 'open' && shown.store === store) reading.value = answer
}
