import { toText } from '../to-text.ts'
import { isObject, optional, toInteger } from './arguments.ts'
import type { Limits } from './limits.ts'
import { failed, notOfType, type Operation } from './refusals.ts'

/** What a get asks for. */
export interface GetRequest {
  /** One key or many. */
  readonly name: string | readonly string[]
  /** Any text; which it may be is looked at when there is a value. */
  readonly type: string | undefined
  readonly cacheTtl: number | undefined
}

/** Reads the arguments of `get` and `getWithMetadata`. Throws a `TypeError` for what they do not take. */
export function readGet(
  args: readonly unknown[],
  method: 'get' | 'getWithMetadata',
  limits: Limits,
): GetRequest {
  if (args.length === 0) {
    throw notOfType(method, 1, method === 'get' ? 'string or Array' : 'Array or string')
  }
  const [key, options] = args
  const name = Array.isArray(key) ? Array.from(key, toText) : toText(key)
  if (options === undefined || options === null) return { name, type: undefined, cacheTtl: undefined }
  if (!isObject(options)) return { name, type: toText(options), cacheTtl: undefined }
  const { cacheTtl, type } = options as Readonly<Record<string, unknown>>
  return {
    name,
    type: optional(type, toText),
    cacheTtl: optional(cacheTtl, (ttl) => toInteger(ttl, limits.integer)),
  }
}

/** Throws for a time to cache that is too short to be had. */
export function checkCacheTtl(ttl: number | undefined, operation: Operation, { cacheTtl }: Limits): void {
  if (ttl === undefined || ttl >= cacheTtl) return
  throw failed(operation, 400, `Invalid cache_ttl of ${ttl}. Cache TTL must be at least ${cacheTtl}.`)
}
