import { failure, notice } from '../state/feedback.ts'
import { persistAnswer } from '../state/health.ts'
import { currentTarget } from '../state/session.ts'
import { toFailure } from './to-failure.ts'
import { readHealth } from './watch-health.ts'

/** Asks the browser to keep the data until somebody deletes it, and shows what it has answered. */
export async function askToPersist(): Promise<void> {
  const target = currentTarget()
  if (target === undefined) return
  try {
    const isPersisted = await target.store.persist()
    persistAnswer.value = isPersisted
    notice.value = isPersisted
      ? 'The browser keeps the data until you delete it.'
      : 'The browser has refused to promise that it keeps the data.'
  } catch (error) {
    failure.value = toFailure('Ask the browser to keep the data', error)
  }
  await readHealth()
}
