import { failure } from '../state/feedback.ts'
import { currentTarget, type Target } from '../state/session.ts'
import { toFailure } from './to-failure.ts'

interface Question<Args extends readonly unknown[], T> {
  /** In words, for when it fails: `List the entries`. */
  readonly title: string
  readonly ask: (target: Target, ...args: Args) => Promise<T>
  readonly show: (answer: T) => void
}

/** Shows the answer to the latest question only: of two that are asked, the first may be answered last. */
export function latestOnly<Args extends readonly unknown[], T>({
  title,
  ask,
  show,
}: Question<Args, T>): (...args: Args) => Promise<void> {
  let latest = 0
  return async (...args) => {
    const target = currentTarget()
    if (target === undefined) return
    const question = ++latest
    try {
      const answer = await ask(target, ...args)
      if (question === latest) show(answer)
    } catch (error) {
      if (question === latest) failure.value = toFailure(title, error)
    }
  }
}
