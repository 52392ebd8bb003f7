import { batch } from '@preact/signals'
import { type AppStore, openStore } from 'kvasir'
import { clock } from '../state/clock.ts'
import { failure, notice } from '../state/feedback.ts'
import { listing, matches } from '../state/listing.ts'
import { namespaces, survey } from '../state/namespaces.ts'
import { session } from '../state/session.ts'
import { type Choice, choice as remembered, databaseName, titleOfBackend } from '../state/settings.ts'
import { changeQuery } from './list-page.ts'
import { listNamespaces } from './list-namespaces.ts'
import { toFailure } from './to-failure.ts'

/** Stores stay open while the page is: what memory holds is there when the visitor comes back to it. */
const stores = new Map<Choice, Promise<AppStore>>()

/** Opens a backend, unless it is open, and shows it. */
export async function openSession(choice: Choice): Promise<void> {
  remembered.value = choice
  batch(() => {
    session.value = { state: 'opening', choice }
    failure.value = undefined
    listing.value = undefined
    matches.value = undefined
    survey.value = undefined
    namespaces.value = []
  })
  const title = titleOfBackend(choice)
  try {
    const store = await storeOf(choice)
    if (remembered.value !== choice) return
    session.value = { state: 'open', choice, store }
    await Promise.all([changeQuery({}), listNamespaces()])
    if (remembered.value === choice) notice.value = `Opened ${title}.`
  } catch (error) {
    stores.delete(choice)
    if (remembered.value !== choice) return
    session.value = { state: 'failed', choice }
    failure.value = toFailure(`Open ${title}`, error)
  }
}

function storeOf(choice: Choice): Promise<AppStore> {
  const store = stores.get(choice) ?? openStore({ name: databaseName(choice), backend: choice, clock })
  stores.set(choice, store)
  return store
}
