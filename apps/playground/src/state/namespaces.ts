import { computed, signal } from '@preact/signals'
import type { NamespaceHead, NamespaceInfo } from 'kvasir'
import { namespaceName } from './settings.ts'

/** The namespaces of the store. */
export const namespaces = signal<readonly NamespaceHead[]>([])

/** The one that is shown, as it was when the store was last asked; undefined while it is still to be created. */
export const shownHead = computed(() => namespaces.value.find(({ name }) => name === namespaceName.value))

/** What the namespace that is shown holds; undefined unless it has limits to compare that with. */
export const usage = signal<NamespaceInfo | undefined>(undefined)

/** What the store said when it was last asked how large they are; counting is work, so it is not asked often. */
export interface Survey {
  readonly infos: readonly NamespaceInfo[]
  /** Epoch milliseconds. */
  readonly at: number
}

export const survey = signal<Survey | undefined>(undefined)
