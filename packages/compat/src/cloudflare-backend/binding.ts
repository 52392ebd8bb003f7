import { KvasirError } from '@kvasir/core'

/** What a value is put with. */
export interface BindingPutOptions {
  expiration?: number
  expirationTtl?: number
  metadata?: unknown
}

/** A value with what was put beside it. */
export interface BindingValue<V> {
  readonly value: V | null
  readonly metadata: unknown
}

/** One page of names, in the order of their UTF-8 bytes. */
export interface BindingPage {
  readonly list_complete: boolean
  readonly keys: readonly { readonly name: string; readonly metadata?: unknown }[]
  readonly cursor?: string
}

/** What the backend uses of a binding of Cloudflare KV: a `KVNamespace` of `@cloudflare/workers-types` is one. */
export interface KVBinding {
  getWithMetadata(name: string, type: 'arrayBuffer'): Promise<BindingValue<ArrayBuffer>>
  getWithMetadata(names: string[], type: 'text'): Promise<Map<string, BindingValue<string> | null>>
  put(name: string, value: string | ArrayBuffer, options: BindingPutOptions): Promise<void>
  delete(name: string): Promise<void>
  list(options: { prefix: string; cursor?: string | null }): Promise<BindingPage>
}

/** What a binding answers; its errors as those of a backend. */
export async function asked<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer
  } catch (cause) {
    throw failure(cause)
  }
}

function failure(cause: unknown): KvasirError {
  const text = cause instanceof Error ? cause.message : String(cause)
  // Cloudflare takes one write a second of a key.
  return text.includes(' 429 ')
    ? new KvasirError('BLOCKED', `Cloudflare KV has too many requests; try again later: ${text}`, { cause })
    : new KvasirError('STORAGE_FAILED', `Cloudflare KV failed: ${text}`, { cause })
}
