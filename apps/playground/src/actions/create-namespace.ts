import type { CreateNamespaceOptions } from 'kvasir'
import { storeProgram } from '../code/program.ts'
import { writeCall } from '../code/write-call.ts'
import { attempt } from './attempt.ts'
import { showNamespace } from './select-namespace.ts'
import { listNamespaces } from './list-namespaces.ts'

/** Creates a namespace and shows it; answers whether the store did so. */
export async function createNamespace(name: string, options: CreateNamespaceOptions): Promise<boolean> {
  const created = await attempt({
    title: `Create the namespace “${name}”`,
    program: ({ choice }) =>
      storeProgram(choice, `const namespace = ${writeCall('store.createNamespace', [name], options)}`),
    work: async ({ store }) => {
      await store.createNamespace(name, options)
      return `Created the namespace “${name}”.`
    },
  })
  if (created) {
    await showNamespace(name)
    await listNamespaces()
  }
  return created
}
