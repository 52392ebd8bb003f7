import type { Row } from '@kvasir/core'
import { Fault, isObject, toBytes, toJson, toKey } from '../jsonl/parse-line.ts'

/** An entry of Cloudflare's bulk format. Throws a `Fault`. */
export function cloudflareRow(member: unknown, now: number): Row {
  if (!isObject(member)) throw new Fault('it is no object')
  const { key, value, base64 = false, metadata } = member
  return {
    key: toKey(key),
    ...(base64 === true ? { type: 'bytes', value: toBytes(value) } : { type: 'text', value: toText(value) }),
    revision: 0,
    writtenAt: now,
    expiresAt: toExpiry(member, now),
    // What Cloudflare has no metadata for it shows as null.
    metadata: metadata === undefined || metadata === null ? undefined : toJson(metadata, 'its metadata'),
  }
}

function toText(value: unknown): string {
  if (typeof value === 'string') return value
  throw new Fault('its value is no text')
}

function toExpiry(
  { expiration, expiration_ttl: ttl }: Readonly<Record<string, unknown>>,
  now: number,
): number {
  if (expiration !== undefined && ttl !== undefined) {
    throw new Fault('it has both expiration and expiration_ttl')
  }
  if (ttl !== undefined) return now + seconds(ttl, 'expiration_ttl')
  return expiration === undefined ? 0 : Math.max(1, seconds(expiration, 'expiration'))
}

function seconds(value: unknown, name: string): number {
  if (typeof value === 'number' && value >= 0 && value * 1000 <= 8.64e15) return Math.ceil(value * 1000)
  throw new Fault(`its ${name} is no number of seconds`)
}
