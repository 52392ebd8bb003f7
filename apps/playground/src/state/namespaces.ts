import { signal } from '@preact/signals'
import type { NamespaceHead, NamespaceInfo } from 'kvasir'

/** The namespaces of the store. */
export const namespaces = signal<readonly NamespaceHead[]>([])

/** What the store said when it was last asked how large they are; counting is work, so it is not asked often. */
export interface Survey {
  readonly infos: readonly NamespaceInfo[]
  /** Epoch milliseconds. */
  readonly at: number
}

export const survey = signal<Survey | undefined>(undefined)
