import type { SyncNamespace } from '@kvasir/core'
import type { KvMathOperator } from './math.ts'
import { calculate } from './math.ts'
import { checkPath, hasPath, readPath, withoutPath, withPath } from './values/dot-path.ts'

/** What a key stands for: an entry, or something in what an entry holds. */
export interface Address {
  readonly key: string
  /** Empty for the entry itself. */
  readonly path: readonly string[]
}

/** What a key stands for where dots lead into entries: an entry of that very name comes first. */
export function locate(namespace: SyncNamespace, key: string): Address {
  if (!key.includes('.') || namespace.has(key)) return { key, path: [] }
  const [base = '', ...path] = key.split('.')
  return { key: base, path }
}

export function readAt(namespace: SyncNamespace, { key, path }: Address): unknown {
  return readPath(namespace.get(key), path)
}

export function hasAt(namespace: SyncNamespace, { key, path }: Address): boolean {
  return path.length === 0 ? namespace.has(key) : hasPath(namespace.get(key), path)
}

/**
 * Sets an entry, which then never expires; or something in an entry, which keeps its expiry. Throws `TypeError` where
 * what is there can have no such member.
 */
export function writeAt(namespace: SyncNamespace, { key, path }: Address, value: unknown): void {
  checkPath(path)
  if (path.length === 0) namespace.put(key, value)
  else namespace.update(key, (current) => withPath(current, path, value))
}

/** The same with a time to live, which is that of the entry; `undefined` for none. */
export function writeExpiringAt(
  namespace: SyncNamespace,
  { key, path }: Address,
  value: unknown,
  ttl: number | undefined,
): void {
  checkPath(path)
  if (path.length === 0) namespace.put(key, value, { ttl })
  else namespace.transaction((inside) => inside.put(key, withPath(inside.get(key), path, value), { ttl }))
}

/** Deletes an entry, or something in an entry, if it is there. */
export function deleteAt(namespace: SyncNamespace, { key, path }: Address): void {
  if (path.length === 0) namespace.delete(key)
  else if (hasPath(namespace.get(key), path)) {
    namespace.update(key, (current) => withoutPath(current, path))
  }
}

/** Replaces a number, and keeps the expiry; returns the new one. `name` is the key as the caller has it. */
export function calculateAt(
  namespace: SyncNamespace,
  { key, path }: Address,
  name: string,
  operator: KvMathOperator,
  operand: number | bigint,
): number | bigint {
  checkPath(path)
  let result: number | bigint = 0
  namespace.update(key, (current) => {
    result = calculate(name, readPath(current, path), operator, operand)
    return withPath(current, path, result)
  })
  return result
}
