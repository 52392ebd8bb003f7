import { editing } from '../state/editing.ts'
import { failure, notice } from '../state/feedback.ts'
import { currentTarget } from '../state/session.ts'
import { toFailure } from './to-failure.ts'

/** Has the dialog edit what the key holds now, or add it again when it holds nothing any more. */
export async function loadPresent(key: string): Promise<void> {
  const target = currentTarget()
  if (target === undefined) return
  try {
    const entry = await target.namespace.getEntry(key)
    failure.value = undefined
    editing.value = entry === undefined ? { mode: 'add', key } : { mode: 'edit', entry }
    notice.value =
      entry === undefined ? `“${key}” was deleted meanwhile.` : `“${key}” has revision ${entry.revision} now.`
  } catch (error) {
    failure.value = toFailure(`Load “${key}”`, error)
  }
}
