import type { Namespace, PutOptions } from '@kvasir/core'
import { checkNamespace } from '../check-namespace.ts'
import { inOrder } from '../in-order.ts'

/** An entry to be set, under its whole key. */
export interface KeyvPut {
  readonly key: string
  /** What Keyv has made of value and expiry: text unless its serialization is off. */
  readonly value: unknown
  readonly expiry: Pick<PutOptions, 'ttl' | 'expiresAt'>
}

/** What both contracts of Keyv ask of a namespace, by whole keys. */
export class KeyvEntries {
  readonly #namespace: Namespace

  constructor(namespace: Namespace) {
    checkNamespace(namespace)
    this.#namespace = namespace
  }

  /** Epoch milliseconds by the clock of the store. */
  now(): number {
    return this.#namespace.now()
  }

  async get(key: string): Promise<unknown> {
    return this.#namespace.get(key)
  }

  async getMany(keys: readonly string[]): Promise<unknown[]> {
    return this.#namespace.getMany(keys)
  }

  async has(key: string): Promise<boolean> {
    return this.#namespace.has(key)
  }

  async hasMany(keys: readonly string[]): Promise<boolean[]> {
    return (await this.#namespace.getMany(keys)).map((value) => value !== undefined)
  }

  async set({ key, value, expiry }: KeyvPut): Promise<boolean> {
    await this.#namespace.put(key, withoutGap(value), expiry)
    return true
  }

  /** All of them or none. */
  async setMany(puts: readonly KeyvPut[]): Promise<boolean[]> {
    await this.#namespace.transaction((scope) =>
      inOrder(
        puts.map(
          ({ key, value, expiry }) =>
            () =>
              scope.put(key, withoutGap(value), expiry),
        ),
      ),
    )
    return puts.map(() => true)
  }

  async delete(key: string): Promise<boolean> {
    return this.#namespace.delete(key)
  }

  /** Which of them were there; calls of one tick share a commit. */
  async deleteMany(keys: readonly string[]): Promise<boolean[]> {
    return Promise.all(keys.map((key) => this.#namespace.delete(key)))
  }

  async clear(prefix: string): Promise<void> {
    await this.#namespace.clear({ prefix })
  }

  async *entries(prefix: string): AsyncGenerator<[key: string, value: unknown]> {
    yield* this.#namespace.entries({ prefix })
  }
}

/** What the keys of a namespace of Keyv begin with; an empty name is none. */
export function keyvPrefix(namespace: string | undefined): string {
  return namespace === undefined || namespace === '' ? '' : `${namespace}:`
}

/** Without serialization Keyv hands over an object, in which the moment of an entry that stays is undefined. */
function withoutGap(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('expires' in value) || value.expires !== undefined) {
    return value
  }
  const { expires: _, ...rest } = value
  return rest
}
