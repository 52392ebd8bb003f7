/**
 * The interface of Cloudflare KV, as `@cloudflare/workers-types` has it: what {@link toKVNamespace} answers, and what a
 * backend over a binding asks for.
 */

export type KVGetType = 'text' | 'json' | 'arrayBuffer' | 'stream'

export interface KVGetOptions<Type> {
  type: Type
  /** Seconds for which an edge may answer from its cache; checked, and without a meaning here. */
  cacheTtl?: number
}

export interface KVPutOptions {
  /** Seconds since 1970. */
  expiration?: number
  /** Seconds from now; counts where both are given. */
  expirationTtl?: number
  /** Whatever JSON makes of it is kept beside the value. */
  metadata?: unknown
}

export interface KVListOptions {
  /** Most keys in the page, 1,000 unless given. */
  limit?: number
  prefix?: string | null
  /** The `cursor` of the page before. */
  cursor?: string | null
}

export interface KVListKey<Metadata, Key extends string = string> {
  name: Key
  /** Seconds since 1970. */
  expiration?: number
  metadata?: Metadata
}

export type KVListResult<Metadata, Key extends string = string> =
  | {
      list_complete: false
      keys: KVListKey<Metadata, Key>[]
      cursor: string
      cacheStatus: string | null
    }
  | { list_complete: true; keys: KVListKey<Metadata, Key>[]; cacheStatus: string | null }

export interface KVValueWithMetadata<Value, Metadata> {
  value: Value | null
  metadata: Metadata | null
  cacheStatus: string | null
}

type Plain = Partial<KVGetOptions<undefined>>

/**
 * A namespace whose keys are of the type `Key`. `Stream` is what streams are called where it is used: the types of
 * Cloudflare have one of their own, which can a little more than that of the web.
 */
export interface KVNamespace<Key extends string = string, Stream = ReadableStream> {
  get(key: Key, options?: Plain): Promise<string | null>
  get(key: Key, type: 'text'): Promise<string | null>
  get<Expected = unknown>(key: Key, type: 'json'): Promise<Expected | null>
  get(key: Key, type: 'arrayBuffer'): Promise<ArrayBuffer | null>
  get(key: Key, type: 'stream'): Promise<Stream | null>
  get(key: Key, options?: KVGetOptions<'text'>): Promise<string | null>
  get<Expected = unknown>(key: Key, options?: KVGetOptions<'json'>): Promise<Expected | null>
  get(key: Key, options?: KVGetOptions<'arrayBuffer'>): Promise<ArrayBuffer | null>
  get(key: Key, options?: KVGetOptions<'stream'>): Promise<Stream | null>
  get(keys: Key[], type: 'text'): Promise<Map<string, string | null>>
  get<Expected = unknown>(keys: Key[], type: 'json'): Promise<Map<string, Expected | null>>
  get(keys: Key[], options?: Plain): Promise<Map<string, string | null>>
  get(keys: Key[], options?: KVGetOptions<'text'>): Promise<Map<string, string | null>>
  get<Expected = unknown>(keys: Key[], options?: KVGetOptions<'json'>): Promise<Map<string, Expected | null>>

  list<Metadata = unknown>(options?: KVListOptions): Promise<KVListResult<Metadata, Key>>

  /** Takes a text, a part of memory, or a stream that is read to its end. */
  put(key: Key, value: string | ArrayBuffer | ArrayBufferView | Stream, options?: KVPutOptions): Promise<void>

  getWithMetadata<Metadata = unknown>(
    key: Key,
    options?: Plain,
  ): Promise<KVValueWithMetadata<string, Metadata>>
  getWithMetadata<Metadata = unknown>(key: Key, type: 'text'): Promise<KVValueWithMetadata<string, Metadata>>
  getWithMetadata<Expected = unknown, Metadata = unknown>(
    key: Key,
    type: 'json',
  ): Promise<KVValueWithMetadata<Expected, Metadata>>
  getWithMetadata<Metadata = unknown>(
    key: Key,
    type: 'arrayBuffer',
  ): Promise<KVValueWithMetadata<ArrayBuffer, Metadata>>
  getWithMetadata<Metadata = unknown>(
    key: Key,
    type: 'stream',
  ): Promise<KVValueWithMetadata<Stream, Metadata>>
  getWithMetadata<Metadata = unknown>(
    key: Key,
    options: KVGetOptions<'text'>,
  ): Promise<KVValueWithMetadata<string, Metadata>>
  getWithMetadata<Expected = unknown, Metadata = unknown>(
    key: Key,
    options: KVGetOptions<'json'>,
  ): Promise<KVValueWithMetadata<Expected, Metadata>>
  getWithMetadata<Metadata = unknown>(
    key: Key,
    options: KVGetOptions<'arrayBuffer'>,
  ): Promise<KVValueWithMetadata<ArrayBuffer, Metadata>>
  getWithMetadata<Metadata = unknown>(
    key: Key,
    options: KVGetOptions<'stream'>,
  ): Promise<KVValueWithMetadata<Stream, Metadata>>
  getWithMetadata<Metadata = unknown>(
    keys: Key[],
    type: 'text',
  ): Promise<Map<string, KVValueWithMetadata<string, Metadata>>>
  getWithMetadata<Expected = unknown, Metadata = unknown>(
    keys: Key[],
    type: 'json',
  ): Promise<Map<string, KVValueWithMetadata<Expected, Metadata>>>
  getWithMetadata<Metadata = unknown>(
    keys: Key[],
    options?: Plain,
  ): Promise<Map<string, KVValueWithMetadata<string, Metadata>>>
  getWithMetadata<Metadata = unknown>(
    keys: Key[],
    options?: KVGetOptions<'text'>,
  ): Promise<Map<string, KVValueWithMetadata<string, Metadata>>>
  getWithMetadata<Expected = unknown, Metadata = unknown>(
    keys: Key[],
    options?: KVGetOptions<'json'>,
  ): Promise<Map<string, KVValueWithMetadata<Expected, Metadata>>>

  delete(key: Key): Promise<void>
}
