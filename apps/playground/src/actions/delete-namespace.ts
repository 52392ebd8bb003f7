import { namespaces } from '../state/namespaces.ts'
import { FIRST_NAMESPACE, namespaceName } from '../state/settings.ts'
import { attempt } from './attempt.ts'
import { showNamespace } from './select-namespace.ts'
import { listNamespaces } from './list-namespaces.ts'

/** Deletes a namespace with everything in it; answers whether the store did so. */
export async function deleteNamespace(name: string): Promise<boolean> {
  const deleted = await attempt({
    title: `Delete the namespace “${name}”`,
    deed: { kind: 'delete namespace', name },
    work: async ({ store }) =>
      (await store.deleteNamespace(name))
        ? `Deleted the namespace “${name}” with its entries.`
        : `There was no namespace “${name}” in the store yet.`,
  })
  await listNamespaces()
  if (deleted && name === namespaceName.value)
    await showNamespace(namespaces.value[0]?.name ?? FIRST_NAMESPACE)
  return deleted
}
