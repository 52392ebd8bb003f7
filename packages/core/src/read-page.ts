import type { Backend, Row, Scan, Span } from './contract.ts'
import { isLive } from './expiry.ts'
import { keyAfter } from './key-order.ts'
import { isEmptySpan } from './plan/span.ts'
import { type Task, wait } from './task.ts'

/** What of a span lies beyond a key, in the direction of reading. */
export function beyond<S extends Span>(span: S, key: string, reverse: boolean): S {
  return reverse ? { ...span, to: key } : { ...span, from: keyAfter(key) }
}

/** The next `limit` live rows of a span, fewer only at its end: it reads on where rows have expired. */
export function* readPage(backend: Backend, scan: Scan, clock: () => number): Task<Row[]> {
  const page: Row[] = []
  for (let rest = scan; page.length < scan.limit && !isEmptySpan(rest);) {
    const limit = scan.limit - page.length
    const rows = yield* wait(backend.scan({ ...rest, limit }))
    for (const row of rows) if (isLive(row, clock)) page.push(row)
    const last = rows.at(-1)
    if (last === undefined || rows.length < limit) break
    rest = beyond(rest, last.key, scan.reverse)
  }
  return page
}
