import type { PutOptions } from 'kvasir'
import { namespaceProgram } from '../code/program.ts'
import { writeCall } from '../code/write-call.ts'
import { attempt } from './attempt.ts'

/** Sets a key; answers whether the store took it. */
export function putEntry(key: string, value: unknown, options: PutOptions): Promise<boolean> {
  return attempt({
    title: `Put “${key}”`,
    program: ({ choice, namespace }) =>
      namespaceProgram(
        { choice, namespace: namespace.name },
        `const revision = ${writeCall('namespace.put', [key, value], options)}`,
      ),
    work: async ({ namespace }) => `Put “${key}”: revision ${await namespace.put(key, value, options)}.`,
  })
}
