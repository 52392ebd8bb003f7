import { batch } from '@preact/signals'
import { listing, matches, query } from '../state/listing.ts'
import { namespaceName } from '../state/settings.ts'
import { refresh, showFirstPage } from './list-page.ts'

/** A visitor's choice of a namespace. */
export async function selectNamespace(name: string): Promise<void> {
  await showNamespace(name)
  await showFirstPage()
}

/** Shows a namespace from its first page on. */
export async function showNamespace(name: string): Promise<void> {
  turnTo(name)
  await refresh()
}

/** Makes a namespace the one that is shown, and remembered; what it holds is still to be read. */
export function turnTo(name: string): void {
  batch(() => {
    namespaceName.value = name
    query.value = { ...query.value, prefix: '' }
    listing.value = undefined
    matches.value = undefined
  })
}
