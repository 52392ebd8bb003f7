import { type Batch, isInSpan, type Span } from '@kvasir/core'

/** What commits that are under way may change in one space. */
interface Touched {
  /** How many writes there are to a key. */
  readonly keys: Map<string, number>
  readonly ranges: Set<Span>
}

/** The writes that are under way: what they touch cannot be read until it is certain what becomes of it. */
export class Pending {
  readonly #spaces = new Map<number, Touched>()

  add({ writes }: Batch): void {
    for (const write of writes) {
      const { keys, ranges } = this.#touchedIn(write.space)
      if (write.kind === 'deleteRange') ranges.add(write)
      else keys.set(write.key, (keys.get(write.key) ?? 0) + 1)
    }
  }

  remove({ writes }: Batch): void {
    for (const write of writes) {
      const { keys, ranges } = this.#touchedIn(write.space)
      if (write.kind === 'deleteRange') {
        ranges.delete(write)
      } else {
        const count = keys.get(write.key) ?? 0
        if (count > 1) keys.set(write.key, count - 1)
        else keys.delete(write.key)
      }
    }
    for (const [space, { keys, ranges }] of this.#spaces) {
      if (keys.size === 0 && ranges.size === 0) this.#spaces.delete(space)
    }
  }

  touchesKey(space: number, key: string): boolean {
    const touched = this.#spaces.get(space)
    if (touched === undefined) return false
    return touched.keys.has(key) || [...touched.ranges].some((range) => isInSpan(key, range))
  }

  touchesSpan(span: Span): boolean {
    const touched = this.#spaces.get(span.space)
    if (touched === undefined) return false
    // A range may reach into the span in many ways; such writes are rare.
    return touched.ranges.size > 0 || [...touched.keys.keys()].some((key) => isInSpan(key, span))
  }

  #touchedIn(space: number): Touched {
    let touched = this.#spaces.get(space)
    if (touched === undefined) this.#spaces.set(space, (touched = { keys: new Map(), ranges: new Set() }))
    return touched
  }
}
