import { keyAfter, type SyncNamespace } from '@kvasir/core'

/**
 * The keys of a namespace by number, in their order. Who asks for one after the other, as loops over a `Storage` do,
 * costs one key each, as long as the number of keys stays what it was; the platform promises no more either.
 */
export class NumberedKeys {
  readonly #namespace: SyncNamespace<string>
  #last: { readonly number: number; readonly key: string; readonly count: number } | undefined

  constructor(namespace: SyncNamespace<string>) {
    this.#namespace = namespace
  }

  /** Undefined when there are not so many. */
  at(number: number): string | undefined {
    const count = this.#namespace.count()
    const key = number < count ? this.#find(number, count) : undefined
    this.#last = key === undefined ? undefined : { number, key, count }
    return key
  }

  /** To be called when keys are removed: others may take their place in number. */
  forget(): void {
    this.#last = undefined
  }

  #find(number: number, count: number): string | undefined {
    const last = this.#last
    const isNext = last !== undefined && last.count === count && last.number + 1 === number
    if (isNext) return this.#first(keyAfter(last.key))
    let left = number
    for (const key of this.#namespace.keys()) if (left-- === 0) return key
    return undefined
  }

  #first(start: string): string | undefined {
    return this.#namespace.list({ start, limit: 1, values: false }).entries[0]?.key
  }
}
