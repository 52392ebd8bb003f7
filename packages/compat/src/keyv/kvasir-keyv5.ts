import type { Namespace } from '@kvasir/core'
import { ttlOrNever } from '../last-moment.ts'
import { KeyvEntries, keyvPrefix, type KeyvPut } from './keyv-entries.ts'
import { otherContract } from './other-contract.ts'

interface Keyv5Entry {
  readonly key: string
  readonly value: unknown
  /** Milliseconds; undefined when the entry stays. */
  readonly ttl?: number
}

/**
 * A storage adapter for Keyv 5 in a namespace of Kvasir. Keyv puts its own namespace before the keys. A Keyv 6 that is
 * given one throws `INVALID_OPTION`: it takes `KvasirKeyv`.
 *
 * @example
 * const cache = new Keyv({ store: new KvasirKeyv5(store.namespace('cache')) })
 */
export class KvasirKeyv5 {
  /** Keyv's namespace, which it sets. */
  namespace: string | undefined
  /** Keyv iterates over stores of dialects that it knows, and no others; it asks for nothing else of a dialect. */
  readonly opts = { dialect: 'sqlite', url: 'sqlite://kvasir' }
  readonly #entries: KeyvEntries

  constructor(namespace: Namespace) {
    this.#entries = new KeyvEntries(namespace)
  }

  /** Keyv 6 asks every store for this when it is made or given one; Keyv 5 never does. */
  protected get capabilities(): never {
    throw otherContract('6', 'KvasirKeyv')
  }

  async get<Value>(key: string): Promise<Value | undefined> {
    return this.#entries.get(key) as Promise<Value | undefined>
  }

  async getMany<Value>(keys: string[]): Promise<(Value | undefined)[]> {
    return this.#entries.getMany(keys) as Promise<(Value | undefined)[]>
  }

  async has(key: string): Promise<boolean> {
    return this.#entries.has(key)
  }

  async hasMany(keys: string[]): Promise<boolean[]> {
    return this.#entries.hasMany(keys)
  }

  async set(key: string, value: unknown, ttl?: number): Promise<boolean> {
    return this.#entries.set(this.#toPut({ key, value, ...(ttl !== undefined && { ttl }) }))
  }

  async setMany(entries: readonly Keyv5Entry[]): Promise<boolean[]> {
    return this.#entries.setMany(entries.map((entry) => this.#toPut(entry)))
  }

  async delete(key: string): Promise<boolean> {
    return this.#entries.delete(key)
  }

  /** Whether all of them were there. */
  async deleteMany(keys: string[]): Promise<boolean> {
    return (await this.#entries.deleteMany(keys)).every(Boolean)
  }

  /** Deletes what is in Keyv's namespace; without one, everything. */
  async clear(): Promise<void> {
    await this.#entries.clear(keyvPrefix(this.namespace))
  }

  async *iterator<Value>(namespace?: string): AsyncGenerator<(string | Awaited<Value> | undefined)[], void> {
    for await (const [key, value] of this.#entries.entries(keyvPrefix(namespace))) {
      yield [key, value as Awaited<Value>]
    }
  }

  #toPut({ key, value, ttl }: Keyv5Entry): KeyvPut {
    // Keyv shows an entry for the whole of its last millisecond.
    const whole = ttl === undefined || Number.isNaN(ttl) ? Infinity : Math.max(0, ttl + 1)
    return { key, value, expiry: { ttl: ttlOrNever(whole, this.#entries.now()) } }
  }
}
