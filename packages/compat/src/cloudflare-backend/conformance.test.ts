import { type BackendFixture, describeBackend, describeStore } from '@kvasir/conformance'
import { syncStore } from '@kvasir/core'
import { memory } from '@kvasir/memory'
import { describe, expect, test } from 'vitest'
import { toKVNamespace } from '../cloudflare/index.ts'
import { cloudflareKV } from './index.ts'

const runner = { describe, expect, test }

/** A backend with Cloudflare's interface and another backend behind it. */
function open(): BackendFixture<'async'> {
  const binding = toKVNamespace(syncStore(memory()).namespace('kv'))
  const connect = (): ReturnType<typeof cloudflareKV> => cloudflareKV(binding, { commits: 'attempted' })
  return { backend: connect(), reopen: connect }
}

describeBackend(runner, 'cloudflareKV', open)
describeStore(runner, 'cloudflareKV', 'async', open, { neighbours: false })
