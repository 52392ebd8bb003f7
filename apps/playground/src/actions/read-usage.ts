import type { NamespaceInfo } from 'kvasir'
import { shownHead, usage } from '../state/namespaces.ts'
import type { Target } from '../state/session.ts'
import { latestOnly } from './latest-only.ts'

/** Asks what the namespace that is shown holds, where it has limits: counting the others would be work for nothing. */
export const readUsage = latestOnly({
  title: 'Ask what the namespace holds',
  ask: async ({ store, namespace }: Target): Promise<NamespaceInfo | undefined> => {
    const { maxBytes, maxEntries } = shownHead.value ?? {}
    return maxBytes === undefined && maxEntries === undefined
      ? undefined
      : await store.namespaceInfo(namespace.name)
  },
  show: (info) => (usage.value = info),
})
