import { signal } from '@preact/signals'
import type { AppStore, AsyncNamespace } from 'kvasir'
import { type Choice, namespaceName } from './settings.ts'

/** The store that the page works on. */
export type Session =
  | { readonly state: 'opening'; readonly choice: Choice }
  | { readonly state: 'open'; readonly choice: Choice; readonly store: AppStore }
  | { readonly state: 'failed'; readonly choice: Choice }

export const session = signal<Session>({ state: 'opening', choice: 'memory' })

/** What the actions of a visitor work on. */
export interface Target {
  readonly choice: Choice
  readonly store: AppStore
  readonly namespace: AsyncNamespace
}

/** The chosen namespace of the open store, by a new handle: an old one may be to a deleted namespace. */
export function currentTarget(): Target | undefined {
  const { value } = session
  if (value.state !== 'open') return undefined
  return { choice: value.choice, store: value.store, namespace: value.store.namespace(namespaceName.value) }
}
