import type { Namespace } from '@kvasir/core'
import { momentOrNever } from '../last-moment.ts'
import { KeyvEntries, keyvPrefix, type KeyvPut } from './keyv-entries.ts'
import { otherContract } from './other-contract.ts'

/** An entry as Keyv hands it over. */
interface KeyvStorageEntry<Value> {
  readonly key: string
  readonly value: Value
  /** Epoch milliseconds of the last moment at which the entry is there; undefined when it stays. */
  readonly expires?: number
}

const METHODS = [
  'get',
  'getMany',
  'has',
  'hasMany',
  'set',
  'setMany',
  'delete',
  'deleteMany',
  'clear',
  'iterator',
] as const

/**
 * A storage adapter for Keyv 6 in a namespace of Kvasir. Where the adapter has a namespace of Keyv's, its keys begin
 * with that and a colon, as those of Keyv 5 do. A Keyv 5 that is given one throws `INVALID_OPTION`: it takes `KvasirKeyv5`.
 *
 * @example
 * const cache = new Keyv({ store: new KvasirKeyv(store.namespace('cache')) })
 */
export class KvasirKeyv {
  /** Keyv's namespace, which it sets. */
  namespace: string | undefined
  readonly #entries: KeyvEntries

  constructor(namespace: Namespace) {
    this.#entries = new KeyvEntries(namespace)
  }

  /** Keyv 5 asks every store for this when it is made or given one; Keyv 6 never does. */
  protected get opts(): never {
    throw otherContract('5', 'KvasirKeyv5')
  }

  /** Tells Keyv that moments of expiry are taken as they are. */
  get capabilities(): KvasirKeyvCapabilities {
    const none = { exists: false, methodType: 'none' } as const
    const async = { exists: true, methodType: 'async' } as const
    return {
      compatible: true,
      store: 'keyvStorage',
      expires: true,
      methods: {
        ...(Object.fromEntries(METHODS.map((name) => [name, async])) as Record<MethodName, Method>),
        disconnect: none,
      },
    }
  }

  async get<Value>(key: string): Promise<Value | undefined> {
    return this.#entries.get(this.#whole(key)) as Promise<Value | undefined>
  }

  async getMany<Value>(keys: string[]): Promise<(Value | undefined)[]> {
    return this.#entries.getMany(keys.map((key) => this.#whole(key))) as Promise<(Value | undefined)[]>
  }

  async has(key: string): Promise<boolean> {
    return this.#entries.has(this.#whole(key))
  }

  async hasMany(keys: string[]): Promise<boolean[]> {
    return this.#entries.hasMany(keys.map((key) => this.#whole(key)))
  }

  async set(key: string, value: unknown, expires?: number): Promise<boolean> {
    return this.#entries.set(this.#toPut({ key, value, ...(expires !== undefined && { expires }) }))
  }

  async setMany<Value>(entries: KeyvStorageEntry<Value>[]): Promise<boolean[]> {
    return this.#entries.setMany(entries.map((entry) => this.#toPut(entry)))
  }

  async delete(key: string): Promise<boolean> {
    return this.#entries.delete(this.#whole(key))
  }

  async deleteMany(keys: string[]): Promise<boolean[]> {
    return this.#entries.deleteMany(keys.map((key) => this.#whole(key)))
  }

  /** Deletes what is in Keyv's namespace; without one, everything. */
  async clear(): Promise<void> {
    await this.#entries.clear(this.#prefix)
  }

  async *iterator<Value>(): AsyncGenerator<(string | Awaited<Value> | undefined)[], void> {
    const { length } = this.#prefix
    for await (const [key, value] of this.#entries.entries(this.#prefix)) {
      yield [key.slice(length), value as Awaited<Value>]
    }
  }

  get #prefix(): string {
    return keyvPrefix(this.namespace)
  }

  #whole(key: string): string {
    return this.#prefix + key
  }

  #toPut({ key, value, expires }: KeyvStorageEntry<unknown>): KeyvPut {
    // Keyv shows an entry at the moment of its expiry still; in Kvasir that is the first at which it is gone.
    const expiresAt = expires === undefined ? undefined : momentOrNever(expires + 1)
    return { key: this.#whole(key), value, expiry: { expiresAt } }
  }
}

type MethodName = (typeof METHODS)[number]

interface Method {
  exists: boolean
  methodType: 'async' | 'none'
}

/** What Keyv asks of an adapter about its methods. */
export interface KvasirKeyvCapabilities {
  compatible: boolean
  store: 'keyvStorage'
  expires: boolean
  methods: Record<MethodName | 'disconnect', Method>
}
