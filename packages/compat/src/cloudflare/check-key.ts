import type { Limits } from './limits.ts'
import { byteLength, failed, type Operation } from './refusals.ts'

/** Returns a key that was asked for alone, or throws as the original does before it asks its service, and as that does. */
export function checkKey(key: string, operation: Operation, limits: Limits): string {
  checkName(key, operation, limits)
  checkWellFormed(key, operation)
  return key
}

/** Throws for a key that the original does not even ask its service for. */
export function checkName(key: string, operation: Operation, limits: Limits): void {
  if (limits.namesKeys) {
    if (key === '') throw new TypeError('Key name cannot be empty.')
    if (key === '.' || key === '..') throw new TypeError(`"${key}" is not allowed as a key name.`)
  }
  checkLength(key, operation, limits)
}

/** Throws for a key that has a lone surrogate. */
export function checkWellFormed(key: string, operation: Operation): void {
  if (!key.isWellFormed()) throw failed(operation, 400, 'Could not URL-decode key name')
}

/** Returns one of many keys, or throws as the service does. */
export function checkBulkKey(key: string, limits: Limits): string {
  if (limits.namesKeys) {
    if (key === '') throw failed('GET_BULK', 400, 'Key names must not be empty')
    if (key === '.' || key === '..') {
      throw failed('GET_BULK', 400, `Illegal key name "${key}". Please use a different name.`)
    }
  }
  checkLength(key, 'GET_BULK', limits)
  checkWellFormed(key, 'GET_BULK')
  return key
}

/** Throws for a key, or the beginning of keys, that is too long. */
export function checkLength(key: string, operation: Operation, { keyBytes }: Limits): void {
  // A unit of a string has three bytes at the most.
  if (key.length * 3 <= keyBytes) return
  const length = byteLength(key)
  if (length <= keyBytes) return
  const text = `UTF-8 encoded length of ${length} exceeds key length limit of ${keyBytes}.`
  throw failed(operation, 414, text)
}
