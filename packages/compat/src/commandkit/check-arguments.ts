import { ttlOrNever } from '../last-moment.ts'

/** Returns the key; throws `TypeError` for what is no string. */
export function checkKey(key: string): string {
  if (typeof key === 'string') return key
  throw new TypeError(`A key is a string; got ${key === null ? 'null' : typeof key}.`)
}

/**
 * The time to live in milliseconds: not less than 0, at which an entry expires at once, and `undefined` for one that ends
 * after all dates, such as `Infinity`, at which it never does. Throws `TypeError` for what is no duration.
 */
export function toTtl(ttl: number, now: number): number | undefined {
  if (typeof ttl !== 'number' || Number.isNaN(ttl)) {
    throw new TypeError(`A ttl is a number of milliseconds; got ${String(ttl)}.`)
  }
  return ttlOrNever(Math.max(0, ttl), now)
}
