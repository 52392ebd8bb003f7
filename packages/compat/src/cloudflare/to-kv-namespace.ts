import { type Entry, type EntryHead, keyAfter, KvasirError, type Namespace } from '@kvasir/core'
import { checkNamespace } from '../check-namespace.ts'
import { toText } from '../to-text.ts'
import { BulkAnswer } from './bulk-answer.ts'
import { checkBulkKey, checkKey, checkWellFormed } from './check-key.ts'
import { cursorBehind } from './cursor.ts'
import { checkCacheTtl, type GetRequest, readGet } from './get-request.ts'
import type { KVListKey, KVNamespace, KVValueWithMetadata } from './kv-namespace.ts'
import { LIMITS, type Limits, type LimitsName } from './limits.ts'
import { readList } from './list-request.ts'
import { checkBody, readBody, toBody } from './put-body.ts'
import { checkMetadata, deadlineOf, readPut } from './put-request.ts'
import { failed, notOfType } from './refusals.ts'
import { valueBytes, valueText } from '../value-text.ts'

/** What the face needs of a namespace, whatever its values are and whichever mode it has. */
type Entries = Pick<Namespace, 'now' | 'getEntry' | 'put' | 'delete' | 'list'>

export interface KVNamespaceOptions {
  /**
   * `cloudflare` (unless given) refuses what the original refuses, with the same errors; `none` refuses only what
   * Kvasir cannot keep.
   */
  readonly limits?: LimitsName | undefined
}

/**
 * Cloudflare KV's interface to a namespace: assignable to `KVNamespace` of `@cloudflare/workers-types`, with its types,
 * units, limits and errors. What it puts is text or bytes for Kvasir; what others put is read in its text form.
 *
 * @example
 * const env = { CACHE: toKVNamespace(store.namespace('cache')) }
 * await env.CACHE.put('greeting', 'hello', { expirationTtl: 60 })
 */
export function toKVNamespace<Key extends string = string, Stream = ReadableStream>(
  namespace: Entries,
  { limits = 'cloudflare' }: KVNamespaceOptions = {},
): KVNamespace<Key, Stream> {
  checkNamespace(namespace)
  if (!Object.hasOwn(LIMITS, limits)) {
    throw new KvasirError('INVALID_OPTION', `The limits are 'cloudflare' or 'none'; got ${String(limits)}.`)
  }
  return new KVNamespaceFace(namespace, LIMITS[limits]) as KVNamespace<Key, Stream>
}

/** The arguments are read one by one, as a worker's runtime reads them: whoever has no types gets the same errors. */
class KVNamespaceFace {
  readonly #namespace: Entries
  readonly #limits: Limits

  constructor(namespace: Entries, limits: Limits) {
    this.#namespace = namespace
    this.#limits = limits
  }

  async get(...args: readonly unknown[]): Promise<unknown> {
    const request = readGet(args, 'get', this.#limits)
    const { name } = request
    if (typeof name !== 'string') return this.#getMany(name, request, false)
    return (await this.#getOne(name, request)).value
  }

  async getWithMetadata(...args: readonly unknown[]): Promise<unknown> {
    const request = readGet(args, 'getWithMetadata', this.#limits)
    const { name } = request
    return typeof name === 'string' ? this.#getOne(name, request) : this.#getMany(name, request, true)
  }

  async put(...args: readonly unknown[]): Promise<void> {
    const request = readPut(args, this.#limits)
    const body = toBody(request.body)
    checkWellFormed(request.key, 'PUT')
    const expiresAt = deadlineOf(request, this.#namespace.now(), this.#limits)
    checkMetadata(request.metadata, this.#limits)
    const metadata: unknown = request.metadata === undefined ? undefined : JSON.parse(request.metadata)
    const value =
      body instanceof ReadableStream ? await readBody(body, this.#limits) : checkBody(body, this.#limits)
    await this.#namespace.put(request.key, value, { expiresAt, metadata })
  }

  async delete(...args: readonly unknown[]): Promise<void> {
    if (args.length === 0) throw notOfType('delete', 1, 'string')
    const key = checkKey(toText(args[0]), 'DELETE', this.#limits)
    await this.#namespace.delete(key)
  }

  async list(options?: unknown): Promise<unknown> {
    const { limit, prefix, after } = readList(options, this.#limits)
    // No key begins with what is not well-formed.
    if (!prefix.isWellFormed()) return { keys: [], list_complete: true, cacheStatus: null }
    const start = after === undefined ? undefined : keyAfter(after)
    const page = await this.#namespace.list({ prefix, start, limit, values: false })
    const keys = page.entries.map(toListKey)
    const last = keys.at(-1)
    return page.cursor === undefined || last === undefined
      ? { keys, list_complete: true, cacheStatus: null }
      : { keys, list_complete: false, cursor: cursorBehind(last.name), cacheStatus: null }
  }

  async #getOne(
    name: string,
    { type, cacheTtl }: GetRequest,
  ): Promise<KVValueWithMetadata<unknown, unknown>> {
    const key = checkKey(name, 'GET', this.#limits)
    checkCacheTtl(cacheTtl, 'GET', this.#limits)
    const entry = await this.#namespace.getEntry(key)
    return entry === undefined
      ? { value: null, metadata: null, cacheStatus: null }
      : { value: readAs(type, entry.value), metadata: entry.metadata ?? null, cacheStatus: null }
  }

  async #getMany(
    names: readonly string[],
    { type, cacheTtl }: GetRequest,
    withMetadata: boolean,
  ): Promise<Map<string, unknown>> {
    const answer = new BulkAnswer(type, this.#limits)
    checkNumber(names.length, this.#limits)
    const reads = await Promise.allSettled(names.map((name) => this.#readOne(name, cacheTtl)))
    for (const [i, name] of names.entries()) {
      const read = reads[i]
      if (read?.status === 'rejected') throw read.reason
      answer.add(name, read?.value, withMetadata)
    }
    return answer.finish()
  }

  async #readOne(name: string, cacheTtl: number | undefined): Promise<Entry | undefined> {
    const key = checkBulkKey(name, this.#limits)
    checkCacheTtl(cacheTtl, 'GET_BULK', this.#limits)
    return this.#namespace.getEntry(key)
  }
}

/** Throws unless so many keys may be asked for at once. */
function checkNumber(keys: number, { bulkKeys }: Limits): void {
  if (keys > bulkKeys) throw failed('GET_BULK', 400, `You can request a maximum of ${bulkKeys} keys`)
  if (keys < 1) throw failed('GET_BULK', 400, 'You must request a minimum of 1 key')
}

/** A value as what was asked for. */
function readAs(type: string | undefined, value: unknown): unknown {
  switch (type) {
    case undefined:
    case 'text':
      return valueText(value)
    case 'json':
      return JSON.parse(valueText(value))
    case 'arrayBuffer':
      return valueBytes(value).buffer
    case 'stream':
      return new Response(valueBytes(value)).body
    default:
      throw new TypeError(
        'Unknown response type. Possible types are "text", "arrayBuffer", "json", and "stream".',
      )
  }
}

function toListKey({ key, expiresAt, metadata }: EntryHead): KVListKey<unknown> {
  return {
    name: key,
    ...(expiresAt !== undefined && { expiration: Math.floor(expiresAt / 1000) }),
    ...(metadata !== undefined && { metadata }),
  }
}
