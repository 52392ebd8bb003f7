import { namespaces } from '../state/namespaces.ts'
import { FIRST_NAMESPACE, namespaceName } from '../state/settings.ts'
import { attempt } from './attempt.ts'
import { turnTo } from './select-namespace.ts'
import { listNamespaces } from './list-namespaces.ts'

/** Deletes a namespace with everything in it; answers whether the store did so. */
export function deleteNamespace(name: string): Promise<boolean> {
  return attempt({
    title: `Delete the namespace “${name}”`,
    deed: { kind: 'delete namespace', name },
    work: async ({ store }) => {
      const existed = await store.deleteNamespace(name)
      await listNamespaces()
      if (name === namespaceName.value) turnTo(namespaces.value[0]?.name ?? FIRST_NAMESPACE)
      return existed
        ? `Deleted the namespace “${name}” with its entries.`
        : `There was no namespace “${name}” in the store yet.`
    },
  })
}
