import type { Deed } from '../code/deed.ts'
import { failure, notice } from '../state/feedback.ts'
import { shownHead } from '../state/namespaces.ts'
import { currentTarget, type Target } from '../state/session.ts'
import { refresh } from './list-page.ts'
import { listNamespaces } from './list-namespaces.ts'
import { showDeed } from './show-deed.ts'
import { toFailure } from './to-failure.ts'
import { readHealth } from './watch-health.ts'

/** Something that a visitor does to the store. */
export interface Action {
  /** In words, for when it fails: `Put "ada"`. */
  readonly title: string
  /** The same as a program tells it. */
  readonly deed: Deed
  /** Does it, and says in a sentence what it came to. */
  readonly work: (target: Target) => Promise<string>
}

/** Does it, shows what came of it, and lists anew; answers whether it succeeded. */
export async function attempt({ title, deed, work }: Action): Promise<boolean> {
  const target = currentTarget()
  if (target === undefined) {
    failure.value = {
      attempt: title,
      code: 'UNAVAILABLE',
      message: 'No store is open. Choose another backend, or try again.',
      isRetryable: false,
    }
    return false
  }
  showDeed(deed, target)
  try {
    const done = work(target)
    // While it is under way, so that its writes show as unsaved.
    void readHealth()
    notice.value = await done
    failure.value = undefined
    return true
  } catch (error) {
    failure.value = toFailure(title, error)
    notice.value = 'This failed, and changed nothing.'
    return false
  } finally {
    void readHealth()
    await refresh()
    // The first write to a namespace creates it.
    if (shownHead.value === undefined) await listNamespaces()
  }
}
