import type { CreateNamespaceOptions, NamespaceConfig, NamespaceHead } from 'kvasir'
import { configuring } from '../state/configuring.ts'
import { namespaces } from '../state/namespaces.ts'
import { attempt } from './attempt.ts'
import { turnTo } from './select-namespace.ts'
import { listNamespaces } from './list-namespaces.ts'

/** Creates a namespace and shows it; answers whether the store did so. */
export function createNamespace(name: string, config: NamespaceConfig): Promise<boolean> {
  return write(name, config, {
    title: `Create the namespace “${name}”`,
    done: () => {
      turnTo(name)
      return `Created the namespace “${name}”.`
    },
  })
}

/** Gives a namespace another configuration, or creates it with that; answers whether the store did so. */
export function changeNamespace(
  name: string,
  config: NamespaceConfig,
  head: NamespaceHead | undefined,
): Promise<boolean> {
  return write(
    name,
    { ...unseen(head), ...config, storage: (head ?? config).storage, ifExists: 'update' },
    { title: `Change the settings of “${name}”`, done: () => `Changed the settings of “${name}”.` },
  )
}

/** Opens the dialog for a namespace, with the settings that it has now. */
export async function openSettings(name: string): Promise<void> {
  await listNamespaces()
  configuring.value = { mode: 'change', name, head: namespaces.value.find((head) => head.name === name) }
}

interface Words {
  readonly title: string
  /** Called once it is done. */
  readonly done: () => string
}

function write(name: string, options: CreateNamespaceOptions, { title, done }: Words): Promise<boolean> {
  return attempt({
    title,
    deed: { kind: 'create namespace', name, options },
    work: async ({ store }) => {
      await store.createNamespace(name, options)
      const told = done()
      // What is refreshed afterwards depends on the limits that it has now.
      await listNamespaces()
      return told
    },
  })
}

/** The settings that the dialog does not show: an update replaces everything. */
function unseen(head: NamespaceHead | undefined): NamespaceConfig {
  const { replicas, placement, mirror, sources, republish } = head ?? {}
  return { replicas, placement, mirror, sources, republish }
}
