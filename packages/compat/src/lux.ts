import type { Namespace } from '@kvasir/core'
import { checkNamespace } from './check-namespace.ts'
import { valueText } from './value-text.ts'

/** The `kv` of a Lux flow: texts under keys, in the one namespace that it is bound to. */
export interface LuxKv {
  /** The text of a key; null when there is none. Rejects with a `TypeError` or `RangeError` for what is no key. */
  get(key: string): Promise<string | null>
  /**
   * Sets a key, in place of what it had and of the expiry of that. Rejects with a `TypeError` or `RangeError` for what
   * cannot be a key or a value, and writes nothing then.
   */
  set(key: string, value: string, options?: LuxSetOptions): Promise<void>
}

export interface LuxSetOptions {
  /** Seconds to live, 60 or more; for ever unless given. */
  readonly expirationTtl?: number | undefined
}

/** UTF-8 bytes that a key, and a value, may have. */
const MAX_KEY_BYTES = 512
const MAX_VALUE_BYTES = 25 * 1024 * 1024
/** Seconds, as at Cloudflare, on which Lux is built: https://developers.cloudflare.com/kv/api/write-key-value-pairs/ */
const MIN_TTL = 60

/** The `kv` that the code of a flow is given, over a namespace of a store of either mode. */
export function toLuxKv(namespace: Pick<Namespace, 'get' | 'put'>): LuxKv {
  checkNamespace(namespace)
  return {
    async get(key) {
      const value = await namespace.get(checkKey(key))
      return value === undefined ? null : valueText(value)
    },
    async set(key, value, { expirationTtl } = {}) {
      await namespace.put(checkKey(key), checkValue(value), { ttl: toMillis(expirationTtl) })
    },
  }
}

function checkKey(key: string): string {
  if (typeof key !== 'string') throw new TypeError(`A key is a string; got ${typeof key}.`)
  if (key === '') throw new TypeError('A key cannot be empty.')
  if (key === '.' || key === '..') throw new TypeError(`A key cannot be "${key}".`)
  if (!key.isWellFormed()) throw new TypeError('A key is well-formed text.')
  const size = bytesOf(key)
  if (size > MAX_KEY_BYTES)
    throw new RangeError(`A key has ${MAX_KEY_BYTES} bytes at the most; got one of ${size}.`)
  return key
}

function checkValue(value: string): string {
  if (typeof value !== 'string')
    throw new TypeError(
      `A value is a string; got ${typeof value}. Give objects as JSON.stringify makes them.`,
    )
  // No text has more than three bytes for a unit.
  const size = value.length * 3 > MAX_VALUE_BYTES ? bytesOf(value) : 0
  if (size > MAX_VALUE_BYTES)
    throw new RangeError(`A value has ${MAX_VALUE_BYTES} bytes at the most; got one of ${size}.`)
  return value
}

function toMillis(seconds: number | undefined): number | undefined {
  if (seconds === undefined) return undefined
  if (Number.isSafeInteger(seconds) && seconds >= MIN_TTL) return seconds * 1000
  throw new RangeError(
    `expirationTtl is a whole number of seconds, ${MIN_TTL} or more; got ${String(seconds)}.`,
  )
}

function bytesOf(text: string): number {
  return new TextEncoder().encode(text).length
}
