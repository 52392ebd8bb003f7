import { syncStore } from '@kvasir/core'
import { memory } from '@kvasir/memory'
import { toKVNamespace } from '../to-kv-namespace.ts'
import { type Outcome, runStretch, type Stretch } from './step.test-cases.ts'

/** Runs stretches of steps on a face over an empty store, as JSON would bring them there and back. */
export function openFace(): (stretch: Stretch) => Promise<readonly Outcome[]> {
  let now = 0
  const store = syncStore(memory(), { clock: () => now })
  const kv = toKVNamespace(store.namespace('face'))
  return async (stretch) => {
    now = stretch.now
    return JSON.parse(JSON.stringify(await runStretch(kv, stretch))) as readonly Outcome[]
  }
}
