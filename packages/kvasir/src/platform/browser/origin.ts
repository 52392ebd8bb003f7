import { hold } from '@kvasir/browser'
import type { Platform } from '../platform.ts'

/** Counts stores by a lock that any number of them hold. */
export const join: Platform['join'] = (name) => hold(lockOf(name), { mode: 'shared', patience: 5000 })

export const lookAround: Platform['lookAround'] = async ({ name }) => {
  // Both are missing where a page was not served over https or from localhost.
  const storage = navigator.storage as StorageManager | undefined
  const locks = navigator.locks as LockManager | undefined
  const [persisted, estimate, held] = await Promise.all([
    storage?.persisted().catch(() => undefined),
    storage?.estimate().catch(() => undefined),
    locks?.query().then(({ held }) => held),
  ])
  const connections = held?.filter((lock) => lock.name === lockOf(name)).length
  return { persisted, usage: estimate?.usage, quota: estimate?.quota, connections }
}

export const persist: Platform['persist'] = async () => {
  const storage = navigator.storage as StorageManager | undefined
  // Workers cannot ask.
  return (await storage?.persist?.()) ?? (await storage?.persisted()) ?? false
}

function lockOf(name: string): string {
  return `kvasir:${name}:connected`
}
