import type { Contest, Result } from '../measure/contest.ts'

/** Contests on one subject, each set up when the one before has been measured; or what a suite has measured itself. */
export type Suite = () => AsyncIterable<Contest | Result>

/** How many keys the stores hold, in turn. */
export const SIZES = [10_000, 100_000] as const

/** A number as the titles have it: `100,000`. */
export function written(count: number): string {
  return count.toLocaleString('en')
}
