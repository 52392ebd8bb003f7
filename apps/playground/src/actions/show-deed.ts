import type { Deed } from '../code/deed.ts'
import { lastDeed } from '../state/feedback.ts'
import { currentTarget, type Target } from '../state/session.ts'

/** Shows as a program what is done to a target, the current one unless given. */
export function showDeed(deed: Deed, target: Target | undefined = currentTarget()): void {
  if (target === undefined) return
  lastDeed.value = { deed, setting: { choice: target.choice, namespace: target.namespace.name } }
}
