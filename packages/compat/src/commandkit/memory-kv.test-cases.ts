import { type SyncStore, syncStore } from '@kvasir/core'
import { rich } from '@kvasir/core/rich'
import { memory } from '@kvasir/memory'
import { type KV, type KvOptions, type KvSource, openKV as open } from './index.ts'

export { KV } from './index.ts'

/** What every KV of this module is on. */
export const store: SyncStore = syncStore(memory(), { rich })

/** `openKV` where there are no files, as an app in a browser would have it. */
export function openKV(_source?: KvSource, options?: KvOptions): KV {
  return open(store, options)
}
