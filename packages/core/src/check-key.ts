import { KvasirError } from './errors.ts'

/**
 * Returns the key, or throws `INVALID_KEY`. A lone surrogate has no UTF-8 form: one engine would store
 * invalid bytes, another would let two keys collide.
 */
export function checkKey(key: string): string {
  if (typeof key !== 'string') {
    throw new KvasirError('INVALID_KEY', `A key is a string; got ${key === null ? 'null' : typeof key}.`)
  }
  if (!key.isWellFormed()) {
    throw new KvasirError(
      'INVALID_KEY',
      `The key ${JSON.stringify(key)} has a lone surrogate, so it cannot be stored.`,
    )
  }
  return key
}

/** A copy of an array of keys, each of them checked. */
export function checkKeys(keys: readonly string[]): string[] {
  if (!Array.isArray(keys))
    throw new KvasirError('INVALID_KEY', `Keys are given as an array; got ${typeof keys}.`)
  return keys.map((key) => checkKey(key))
}
