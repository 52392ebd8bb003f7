import { batch, computed } from '@preact/signals'
import { clock, now } from '../state/clock.ts'
import { expired, notice } from '../state/feedback.ts'
import { type Listing, listing } from '../state/listing.ts'
import { refresh } from './list-page.ts'

/** Milliseconds between two looks at the clock, so that a countdown never shows a second twice as long. */
const TICK = 250
const REMEMBERED = 4

const firstExpiry = computed(() =>
  Math.min(...(listing.value?.entries ?? []).map((entry) => entry.expiresAt ?? Infinity)),
)

/**
 * While an entry on the page can expire, moves {@link now}; at the instant of its expiry the entry leaves the
 * page, which is then read anew.
 */
export function watchExpiry(): void {
  let timer: ReturnType<typeof setTimeout> | undefined
  const tick = (): void => {
    clearTimeout(timer)
    now.value = clock()
    const left = firstExpiry.peek() - now.peek()
    if (left <= 0) dropExpired()
    else if (left < Infinity) timer = setTimeout(tick, Math.min(TICK, left))
  }
  firstExpiry.subscribe(tick)
  // Browsers slow the timers of a hidden page down.
  document.addEventListener('visibilitychange', tick)
}

function dropExpired(): void {
  const page = listing.peek()
  if (page === undefined) return
  const at = now.peek()
  const isGone = ({ expiresAt = Infinity }: Listing['entries'][number]): boolean => at >= expiresAt
  const gone = page.entries.filter(isGone)
  batch(() => {
    listing.value = { ...page, entries: page.entries.filter((entry) => !isGone(entry)) }
    expired.value = [...gone.map(({ key }) => ({ key, at })), ...expired.peek()].slice(0, REMEMBERED)
    notice.value = `${gone.map(({ key }) => `“${key}”`).join(', ')} expired.`
  })
  void refresh()
}
