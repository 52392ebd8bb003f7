import { namespaceProgram } from '../code/program.ts'
import { writeCall } from '../code/write-call.ts'
import { attempt } from './attempt.ts'

/** Reads a key, as an app that needs it does; answers whether the store did so. */
export function readEntry(key: string): Promise<boolean> {
  return attempt({
    title: `Read “${key}”`,
    program: ({ choice, namespace }) =>
      namespaceProgram(
        { choice, namespace: namespace.name },
        `const value = ${writeCall('namespace.get', [key])}`,
      ),
    work: async ({ namespace }) =>
      (await namespace.get(key)) === undefined
        ? `There is no “${key}”.`
        : `Read “${key}”, which counts as a use.`,
  })
}
