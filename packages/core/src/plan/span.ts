import type { KeyRange } from '../api.ts'
import { checkKey } from '../check-key.ts'
import type { Span } from '../contract.ts'
import { compareKeys, prefixEnd } from '../key-order.ts'

/** The keys that satisfy every bound of a range. Throws `INVALID_KEY` for a bound that is no key. */
export function planSpan(space: number, { prefix = '', start = '', end }: KeyRange): Span {
  const from = laterOf(checkKey(prefix), checkKey(start))
  const to = earlierOf(prefixEnd(prefix), end === undefined ? undefined : checkKey(end))
  return { space, from, to }
}

/** Whether no key can lie in the span. */
export function isEmptySpan({ from, to }: Span): boolean {
  return to !== undefined && compareKeys(from, to) >= 0
}

/** The greater of two keys. */
export function laterOf(a: string, b: string): string {
  return compareKeys(a, b) < 0 ? b : a
}

/** The smaller of two ends of spans; undefined is behind all keys. */
export function earlierOf(a: string | undefined, b: string | undefined): string | undefined {
  if (a === undefined || b === undefined) return a ?? b
  return compareKeys(a, b) < 0 ? a : b
}
