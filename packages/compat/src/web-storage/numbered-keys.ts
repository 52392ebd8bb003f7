import { compareKeys, keyAfter, type SyncNamespace } from '@kvasir/core'

/** A key of which is known how many there are before it. */
interface Place {
  readonly key: string
  readonly before: number
  /** Whether the key is among them still. */
  readonly isThere: boolean
  /** How many keys there are in all. */
  readonly count: number
}

/**
 * The keys of a namespace by number, in their order. Who asks for one after the other, forwards or backwards, and removes
 * some, as loops over a `Storage` do, costs one key each, as long as nobody else changes the number of keys; the platform
 * promises no more either.
 */
export class NumberedKeys {
  readonly #namespace: SyncNamespace<string>
  #place: Place | undefined

  constructor(namespace: SyncNamespace<string>) {
    this.#namespace = namespace
  }

  /** Undefined when there are not so many. */
  at(number: number): string | undefined {
    const count = this.#namespace.count()
    const key = number < count ? this.#find(number, count) : undefined
    if (key !== undefined) this.#place = { key, before: number, isThere: true, count }
    return key
  }

  /** To be called when a key was removed: others take its place in number. */
  removed(key: string): void {
    const place = this.#place
    if (place === undefined) return
    const order = compareKeys(key, place.key)
    const { before, isThere, count } = place
    this.#place = {
      key: place.key,
      before: order < 0 ? before - 1 : before,
      isThere: isThere && order !== 0,
      count: count - 1,
    }
  }

  /** To be called when all keys were removed: as many others may follow. */
  cleared(): void {
    this.#place = undefined
  }

  #find(number: number, count: number): string | undefined {
    const place = this.#place
    if (place?.count === count) {
      const { key, before, isThere } = place
      if (isThere && number === before && this.#namespace.has(key)) return key
      if (number === before - 1) return this.#first({ end: key, reverse: true })
      if (number === before + (isThere ? 1 : 0)) return this.#first({ start: keyAfter(key) })
    }
    let left = number
    for (const key of this.#namespace.keys()) if (left-- === 0) return key
    return undefined
  }

  #first(range: {
    readonly start?: string
    readonly end?: string
    readonly reverse?: boolean
  }): string | undefined {
    return this.#namespace.list({ ...range, limit: 1, values: false }).entries[0]?.key
  }
}
