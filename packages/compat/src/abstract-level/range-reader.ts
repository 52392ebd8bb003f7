import { type Entry, type KeyRange, type Namespace, isInSpan, keyAfter } from '@kvasir/core'

/** Entries that are read at once when an iterator asks for one after the other. */
const PAGE = 100

export interface RangeReaderOptions {
  readonly range: KeyRange
  readonly reverse: boolean
  /** Whether the values are wanted. */
  readonly values: boolean
}

/** Reads a range of a namespace bit by bit, from wherever it is set to. */
export class RangeReader {
  readonly #namespace: Namespace
  readonly #options: RangeReaderOptions
  #left: KeyRange | undefined
  #cursor: string | undefined
  #page: readonly Entry[] = []
  #next = 0

  constructor(namespace: Namespace, options: RangeReaderOptions) {
    this.#namespace = namespace
    this.#options = options
    this.#left = options.range
  }

  /** Up to `size` entries; none at the end. */
  async read(size: number): Promise<readonly Entry[]> {
    if (this.#next === this.#page.length) await this.#load(Math.max(size, PAGE))
    const entries = this.#page.slice(this.#next, this.#next + size)
    this.#next += entries.length
    return entries
  }

  /** Goes on at a key, or behind it if there is none; the end is there when the key is out of the range. */
  seek(key: string): void {
    const { range, reverse } = this.#options
    const { start, end } = range
    this.#page = []
    this.#next = 0
    this.#cursor = undefined
    this.#left = undefined
    if (!isInSpan(key, { from: start ?? '', to: end })) return
    this.#left = reverse ? { start, end: keyAfter(key) } : { start: key, end }
  }

  async #load(limit: number): Promise<void> {
    this.#page = []
    this.#next = 0
    if (this.#left === undefined) return
    const { reverse, values } = this.#options
    const page = await this.#namespace.list({
      ...this.#left,
      reverse,
      values,
      limit,
      cursor: this.#cursor,
    })
    this.#page = page.entries
    this.#cursor = page.cursor
    if (page.cursor === undefined) this.#left = undefined
  }
}
