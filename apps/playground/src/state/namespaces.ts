import { signal } from '@preact/signals'
import type { NamespaceInfo } from 'kvasir'

/** What the store said of its namespaces when it was last asked; counting is work, so it is not asked often. */
export interface Survey {
  readonly infos: readonly NamespaceInfo[]
  /** Epoch milliseconds. */
  readonly at: number
}

export const survey = signal<Survey | undefined>(undefined)
