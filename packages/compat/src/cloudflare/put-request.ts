import { toText } from '../to-text.ts'
import { isObject, optional, toInteger, toMembers } from './arguments.ts'
import { checkName } from './check-key.ts'
import type { Limits } from './limits.ts'
import { byteLength, failed, notOfType } from './refusals.ts'

/** What a put asks for, but for its value. */
export interface PutRequest {
  readonly key: string
  /** A text, or the object that was given. */
  readonly body: string | object
  /** Seconds since 1970. */
  readonly expiration: number | undefined
  /** Seconds from now. */
  readonly expirationTtl: number | undefined
  /** JSON text. */
  readonly metadata: string | undefined
}

/** Reads the arguments of `put`. Throws a `TypeError` for what it does not take. */
export function readPut(args: readonly unknown[], limits: Limits): PutRequest {
  if (args.length === 0) throw notOfType('put', 1, 'string')
  const [name, value, options] = args
  const key = toText(name)
  if (args.length === 1) throw notOfType('put', 2, 'string or JsObject')
  const body = isObject(value) ? value : toText(value)
  const members = toMembers(options, 'put', 3, 'PutOptions')
  const toSeconds = (seconds: unknown): number => toInteger(seconds, limits.integer)
  const expiration = optional(members['expiration'], toSeconds)
  const expirationTtl = optional(members['expirationTtl'], toSeconds)
  const { metadata } = members
  checkName(key, 'PUT', limits)
  return { key, body, expiration, expirationTtl, metadata: toMetadata(metadata) }
}

/** Throws a `TypeError` for what JSON has no text for. */
function toMetadata(metadata: unknown): string | undefined {
  if (metadata === undefined || metadata === null) return undefined
  const text: string | undefined = JSON.stringify(metadata)
  if (text !== undefined) return text
  throw new TypeError(`The metadata of a KV put() is JSON; a ${typeof metadata} is not.`)
}

/**
 * The moment at which what is put expires, in epoch milliseconds: a whole second. Throws for one that is gone already,
 * or too near.
 */
export function deadlineOf(
  { expiration, expirationTtl }: PutRequest,
  now: number,
  { expirationTtl: shortest }: Limits,
): number | undefined {
  const seconds = Math.floor(now / 1000)
  if (expirationTtl !== undefined) {
    const refused = `Invalid expiration_ttl of ${expirationTtl}.`
    if (expirationTtl <= 0) throw failed('PUT', 400, `${refused} Please specify integer greater than 0.`)
    if (expirationTtl < shortest) {
      throw failed('PUT', 400, `${refused} Expiration TTL must be at least ${shortest}.`)
    }
    return (seconds + expirationTtl) * 1000
  }
  if (expiration === undefined) return undefined
  const refused = `Invalid expiration of ${expiration}.`
  if (expiration <= seconds) {
    const wanted = 'Please specify integer greater than the current number of seconds since the UNIX epoch.'
    throw failed('PUT', 400, `${refused} ${wanted}`)
  }
  if (expiration < seconds + shortest) {
    const wanted = `Expiration times must be at least ${shortest} seconds in the future.`
    throw failed('PUT', 400, `${refused} ${wanted}`)
  }
  return expiration * 1000
}

/** Throws for metadata that is too long. */
export function checkMetadata(text: string | undefined, { metadataBytes }: Limits): void {
  const length = text === undefined ? 0 : byteLength(text)
  if (length <= metadataBytes) return
  throw failed('PUT', 413, `Metadata length of ${length} exceeds limit of ${metadataBytes}.`)
}
