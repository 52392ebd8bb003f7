import type { ErrorCode, IterateOptions, KeyRange, PutOptions } from '@kvasir/core'
import { START } from '../clock.ts'
import { compareBytes } from '../odd-keys.ts'

interface Kept {
  readonly value: unknown
  readonly expiresAt: number | undefined
  readonly metadata: unknown
}

/** An operation of the model was refused with this code. */
export class Refusal extends Error {
  readonly code: ErrorCode

  constructor(code: ErrorCode) {
    super(code)
    this.code = code
  }
}

/** What the API says of a namespace, in the plainest words: a Map, and every rule where it is used. */
export class ModelNamespace {
  now: number = START
  #entries = new Map<string, Kept>()

  entry(key: string): Kept | undefined {
    const kept = this.#entries.get(key)
    return kept === undefined || (kept.expiresAt !== undefined && this.now >= kept.expiresAt)
      ? undefined
      : kept
  }

  keys({ prefix = '', start = '', end, reverse = false }: IterateOptions = {}): string[] {
    const isInside = (key: string): boolean =>
      key.startsWith(prefix) &&
      compareBytes(key, start) >= 0 &&
      (end === undefined || compareBytes(key, end) < 0)
    const keys = [...this.#entries.keys()]
      .filter((key) => this.entry(key) !== undefined && isInside(key))
      .sort(compareBytes)
    return reverse ? keys.reverse() : keys
  }

  put(key: string, value: unknown, { ttl, keepTtl, metadata, ifAbsent }: PutOptions): void {
    const current = this.entry(key)
    if (ifAbsent === true && current !== undefined) throw new Refusal('CONFLICT')
    const expiresAt = keepTtl === true ? current?.expiresAt : this.#moment(ttl)
    this.#entries.set(key, { value, expiresAt, metadata })
  }

  delete(key: string): boolean {
    const existed = this.entry(key) !== undefined
    this.#entries.delete(key)
    return existed
  }

  clear(range: KeyRange): void {
    for (const key of this.keys(range)) this.#entries.delete(key)
  }

  increment(key: string, by: number, ttl: number | undefined): number {
    const current = this.entry(key)
    const value = current === undefined ? 0 : current.value
    if (typeof value !== 'number') throw new Refusal('NOT_A_NUMBER')
    this.#entries.set(key, {
      expiresAt: this.#moment(ttl),
      metadata: undefined,
      ...current,
      value: value + by,
    })
    return value + by
  }

  /** Sets a value, or with undefined none, and keeps the rest. */
  revalue(key: string, value: unknown): unknown {
    const kept = { expiresAt: undefined, metadata: undefined, ...this.entry(key), value }
    if (value === undefined) this.#entries.delete(key)
    else this.#entries.set(key, kept)
    return value
  }

  expire(key: string, ttl: number | undefined): boolean {
    const current = this.entry(key)
    if (current === undefined) return false
    this.#entries.set(key, { ...current, expiresAt: this.#moment(ttl) })
    return true
  }

  /** Runs `work`, and undoes what it did when it throws. */
  transaction(work: () => void): void {
    const before = new Map(this.#entries)
    try {
      work()
    } catch (error) {
      this.#entries = before
      throw error
    }
  }

  #moment(ttl: number | undefined): number | undefined {
    return ttl === undefined ? undefined : this.now + ttl
  }
}
