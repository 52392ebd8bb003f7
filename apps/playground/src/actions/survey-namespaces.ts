import { clock } from '../state/clock.ts'
import { failure } from '../state/feedback.ts'
import { survey } from '../state/namespaces.ts'
import { currentTarget } from '../state/session.ts'
import { toFailure } from './to-failure.ts'

/** Asks the store how large its namespaces are, which counts their entries and bytes. */
export async function surveyNamespaces(): Promise<void> {
  const target = currentTarget()
  if (target === undefined) return
  try {
    const infos = await target.store.namespaces()
    if (target.store === currentTarget()?.store) survey.value = { infos, at: clock() }
  } catch (error) {
    failure.value = toFailure('Measure the namespaces', error)
  }
}
