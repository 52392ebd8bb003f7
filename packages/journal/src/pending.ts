import { type Batch, isInSpan, type Scan, type Span, type Write } from '@kvasir/core'

/** What commits that are under way may change in one space. */
interface Touched {
  /** How many writes there are to a key. */
  readonly keys: Map<string, number>
  /** The same write may be under way several times, when a batch is sent again. */
  readonly ranges: Map<Span, number>
}

/** The writes that are under way: what they touch cannot be read until it is certain what becomes of it. */
export class Pending {
  readonly #spaces = new Map<number, Touched>()

  add({ writes }: Batch): void {
    for (const write of writes) this.#count(write, 1)
  }

  remove({ writes }: Batch): void {
    for (const write of writes) this.#count(write, -1)
    for (const [space, { keys, ranges }] of this.#spaces) {
      if (keys.size === 0 && ranges.size === 0) this.#spaces.delete(space)
    }
  }

  touchesKey(space: number, key: string): boolean {
    const touched = this.#spaces.get(space)
    if (touched === undefined) return false
    return touched.keys.has(key) || [...touched.ranges.keys()].some((range) => isInSpan(key, range))
  }

  /** Whether what a scan answers is not certain yet. */
  touchesScan(scan: Scan): boolean {
    // Where in another order a write stands is not known.
    const isByNumber = scan.order === 'revision' || scan.order === 'expiry'
    return isByNumber ? this.#spaces.has(scan.space) : this.touchesSpan(scan)
  }

  touchesSpan(span: Span): boolean {
    const touched = this.#spaces.get(span.space)
    if (touched === undefined) return false
    // A range may reach into the span in many ways; such writes are rare.
    return touched.ranges.size > 0 || [...touched.keys.keys()].some((key) => isInSpan(key, span))
  }

  #count(write: Write, change: 1 | -1): void {
    const { keys, ranges } = this.#touchedIn(write.space)
    if (write.kind === 'deleteRange') count(ranges, write, change)
    else count(keys, write.key, change)
    if (write.kind === 'delete' && write.mark !== undefined) this.#count(write.mark, change)
  }

  #touchedIn(space: number): Touched {
    let touched = this.#spaces.get(space)
    if (touched === undefined) this.#spaces.set(space, (touched = { keys: new Map(), ranges: new Map() }))
    return touched
  }
}

function count<K>(counts: Map<K, number>, key: K, change: 1 | -1): void {
  const sum = (counts.get(key) ?? 0) + change
  if (sum > 0) counts.set(key, sum)
  else counts.delete(key)
}
