import type { Backend, KeyScan, Row, Span } from './contract.ts'
import { isLive } from './expiry.ts'
import { keyAfter } from './key-order.ts'
import { isEmptySpan } from './plan/span.ts'
import { type Task, wait } from './task.ts'

/** What of a span lies beyond a key, in the direction of reading. */
export function beyond<S extends Span>(span: S, key: string, reverse: boolean): S {
  return reverse ? { ...span, to: key } : { ...span, from: keyAfter(key) }
}

/** The next `limit` live rows of a span, fewer only at its end: it reads on where rows have expired. */
export function* readPage(backend: Backend, scan: KeyScan, clock: () => number): Task<readonly Row[]> {
  const isAlive = (row: Row): boolean => isLive(row, clock)
  let page: readonly Row[] = []
  for (let rest = scan; !isEmptySpan(rest);) {
    const rows = yield* wait(backend.scan(rest))
    const alive = rows.every(isAlive) ? rows : rows.filter(isAlive)
    page = page.length === 0 ? alive : [...page, ...alive]
    const last = rows.at(-1)
    if (last === undefined || rows.length < rest.limit || page.length === scan.limit) break
    rest = { ...beyond(rest, last.key, scan.reverse), limit: scan.limit - page.length }
  }
  return page
}
