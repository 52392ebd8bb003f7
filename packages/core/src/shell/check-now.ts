import { KvasirError } from '../errors.ts'

/** Throws `INVALID_OPTION` unless a clock of the caller's tells a time: backends would disagree about what it means. */
export function checkNow(now: number): number {
  if (typeof now === 'number' && Number.isFinite(now) && now >= 0) return now
  throw new KvasirError(
    'INVALID_OPTION',
    `The clock of a store tells epoch milliseconds; it told ${String(now)}.`,
  )
}
