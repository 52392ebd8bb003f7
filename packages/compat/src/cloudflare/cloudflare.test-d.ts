/** That code which has the types of Cloudflare takes a namespace of Kvasir; checked by the compiler, never run. */
import type { KVNamespace } from '@cloudflare/workers-types'
import { syncStore } from '@kvasir/core'
import { memory } from '@kvasir/memory'
import { toKVNamespace } from './index.ts'

const store = syncStore(memory())

/** What wrangler makes of a binding. */
interface Env {
  readonly CACHE: KVNamespace
  readonly NAMED: KVNamespace<'a' | 'b'>
}

export const env: Env = {
  CACHE: toKVNamespace(store.namespace('cache')),
  NAMED: toKVNamespace(store.namespace<string>('named')),
}
