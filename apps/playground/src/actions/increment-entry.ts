import { namespaceProgram } from '../code/program.ts'
import { writeCall } from '../code/write-call.ts'
import { attempt } from './attempt.ts'

/** Adds to a number; answers whether the store did so. */
export function incrementEntry(key: string, by: number): Promise<boolean> {
  return attempt({
    title: `Increment “${key}”`,
    program: ({ choice, namespace }) =>
      namespaceProgram(
        { choice, namespace: namespace.name },
        `const sum = ${writeCall('namespace.increment', [key, by])}`,
      ),
    work: async ({ namespace }) => `“${key}” is now ${await namespace.increment(key, by)}.`,
  })
}
