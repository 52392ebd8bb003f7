import { signal } from '@preact/signals'

/**
 * The clock of the stores that the page opens, and of its countdowns: both see an entry expire at the same
 * instant. It looks `Date` up at each call, so a test that replaces `Date` controls it.
 */
export const clock = (): number => Date.now()

/** The time that the page shows, in epoch milliseconds; it moves while something on the page can expire. */
export const now = signal(clock())
