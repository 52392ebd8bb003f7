/** That a binding as Cloudflare types it is one; checked by the compiler, never run. */
import type { KVNamespace } from '@cloudflare/workers-types'
import { asyncStore } from '@kvasir/core'
import { cloudflareKV } from './index.ts'

declare const env: { readonly KV: KVNamespace }
asyncStore(cloudflareKV(env.KV))
// @ts-expect-error there is no such kind of commits
asyncStore(cloudflareKV(env.KV, { commits: 'whole' }))
