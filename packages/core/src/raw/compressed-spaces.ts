import type { Backend } from '../contract.ts'
import { listNamespaces } from '../registry.ts'
import { graveSpace, historySpace } from '../spaces.ts'
import { runSync } from '../task.ts'

/** The spaces of the namespaces that ask for compression where their rows are stored in bulk. */
export function compressedSpaces(backend: Backend<'sync'>): ReadonlySet<number> {
  return new Set(
    runSync(listNamespaces(backend))
      .filter(({ compression }) => compression === true)
      .flatMap(({ id }) => [id, historySpace(id), graveSpace(id)]),
  )
}
