import { type Head, KvasirError, type Row, type SetWrite, type ValueType } from '@kvasir/core'

/**
 * How rows lie in Cloudflare KV. The name is the space and the key, so that the names of a space are in the order of
 * its keys. The value is the text or the bytes themselves; all else is in the metadata, which a listing tells, too.
 */
interface StoredHead {
  /** The type of the value. */
  readonly t: ValueType
  /** The revision. */
  readonly r: number
  /** When it was written, and when it expires if it does. */
  readonly w: number
  readonly e?: number
  /** The metadata of the entry, JSON text. */
  readonly m?: string
  /** Whether the text is kept as JSON, because Cloudflare would change it. */
  readonly j?: 1
}

/** What Cloudflare takes: https://developers.cloudflare.com/kv/platform/limits/ */
const MAX_NAME_BYTES = 512
const MAX_METADATA_BYTES = 1024

/** Bytes that the longest prefix of a space has. */
const MAX_PREFIX_BYTES = 11

/** Bytes that a key may have in whichever space. */
export const MAX_KEY_BYTES: number = MAX_NAME_BYTES - MAX_PREFIX_BYTES

/** Seconds since 1970 that Cloudflare takes for an expiration, at the most. */
const LAST_EXPIRATION = 2 ** 31 - 1
/** Seconds that an entry lives at the least. A few more than Cloudflare asks for, whose clock may be ahead. */
const SHORTEST_LIFE = 70

/** What is put in the place of a row. */
export interface Stored {
  readonly name: string
  readonly value: string | ArrayBuffer
  readonly metadata: StoredHead
  /** Seconds since 1970. */
  readonly expiration: number | undefined
}

/** How the names of a space begin. */
export function prefixOf(space: number): string {
  return `${space.toString(36)}/`
}

/** The name of a key; undefined for one that Cloudflare cannot have. */
export function nameOf(space: number, key: string): string | undefined {
  const name = prefixOf(space) + key
  return key.isWellFormed() && byteLength(key) <= MAX_KEY_BYTES ? name : undefined
}

/** A row as it is put. Throws `INVALID_KEY` and `INVALID_VALUE` for what is too long for Cloudflare. */
export function toStored(write: SetWrite, revision: number, now: number): Stored {
  const { space, key, type, value, expiresAt, writtenAt, metadata } = write
  const name = nameOf(space, key)
  if (name === undefined) {
    throw new KvasirError(
      'INVALID_KEY',
      `The key has ${byteLength(key)} bytes; in Cloudflare KV one has ${MAX_KEY_BYTES} at the most.`,
    )
  }
  const isKept = typeof value !== 'string' || (value.isWellFormed() && !value.startsWith('\ufeff'))
  const head: StoredHead = {
    t: type,
    r: revision,
    w: writtenAt,
    ...(expiresAt !== 0 && { e: expiresAt }),
    ...(metadata !== undefined && { m: metadata }),
    ...(!isKept && { j: 1 }),
  }
  const size = byteLength(JSON.stringify(head))
  if (size > MAX_METADATA_BYTES) {
    throw new KvasirError(
      'INVALID_VALUE',
      `The metadata of an entry is too long for Cloudflare KV by ${size - MAX_METADATA_BYTES} bytes.`,
    )
  }
  return { name, value: toValue(value, isKept), metadata: head, expiration: expirationOf(expiresAt, now) }
}

/** What a listing tells of a row; undefined for what is none of ours. */
export function toHead(key: string, metadata: unknown): Head | undefined {
  if (!isStoredHead(metadata)) return undefined
  const { t, r, w, e = 0, m } = metadata
  return { key, type: t, revision: r, writtenAt: w, expiresAt: e, metadata: m }
}

/** A row from what was put; undefined for what is none of ours. */
export function toRow(key: string, value: string | ArrayBuffer, metadata: unknown): Row | undefined {
  const head = toHead(key, metadata)
  if (head === undefined || !isStoredHead(metadata)) return undefined
  if (head.type === 'bytes')
    return { ...head, value: typeof value === 'string' ? encode(value) : new Uint8Array(value) }
  const text = typeof value === 'string' ? value : new TextDecoder('utf-8', { ignoreBOM: true }).decode(value)
  return { ...head, value: metadata.j === 1 ? (JSON.parse(text) as string) : text }
}

function isStoredHead(metadata: unknown): metadata is StoredHead {
  return (
    typeof metadata === 'object' && metadata !== null && 't' in metadata && 'r' in metadata && 'w' in metadata
  )
}

function toValue(value: unknown, isKept: boolean): string | ArrayBuffer {
  if (typeof value === 'string') return isKept ? value : JSON.stringify(value)
  return new Uint8Array(value as Uint8Array).buffer
}

/** When Cloudflare may remove a row: not before it expires. The core judges by the row itself. */
function expirationOf(expiresAt: number, now: number): number | undefined {
  if (expiresAt === 0) return undefined
  const seconds = Math.max(Math.ceil(expiresAt / 1000), Math.floor(now / 1000) + SHORTEST_LIFE)
  return seconds > LAST_EXPIRATION ? undefined : seconds
}

function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}

function byteLength(text: string): number {
  return encode(text).length
}
