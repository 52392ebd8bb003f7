import { failure } from '../state/feedback.ts'
import { namespaces } from '../state/namespaces.ts'
import { currentTarget } from '../state/session.ts'
import { toFailure } from './to-failure.ts'

/** Asks the store for its namespaces, without their sizes. */
export async function listNamespaces(): Promise<void> {
  const target = currentTarget()
  if (target === undefined) return
  try {
    const heads = await target.store.namespaces({ sizes: false })
    if (target.store === currentTarget()?.store) namespaces.value = heads
  } catch (error) {
    failure.value = toFailure('List the namespaces', error)
  }
}
