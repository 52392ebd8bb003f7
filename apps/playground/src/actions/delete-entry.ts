import { namespaceProgram } from '../code/program.ts'
import { writeCall } from '../code/write-call.ts'
import { attempt } from './attempt.ts'

/** Deletes a key; answers whether the store did so. */
export function deleteEntry(key: string): Promise<boolean> {
  return attempt({
    title: `Delete “${key}”`,
    program: ({ choice, namespace }) =>
      namespaceProgram(
        { choice, namespace: namespace.name },
        `const existed = ${writeCall('namespace.delete', [key])}`,
      ),
    work: async ({ namespace }) =>
      (await namespace.delete(key)) ? `Deleted “${key}”.` : `There was no “${key}” to delete.`,
  })
}
