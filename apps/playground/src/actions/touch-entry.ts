import { namespaceProgram } from '../code/program.ts'
import { writeCall } from '../code/write-call.ts'
import { attempt } from './attempt.ts'

/** Restarts a key's time to live, the one given or else the namespace's; answers whether the store did so. */
export function touchEntry(key: string, ttl: number | undefined): Promise<boolean> {
  return attempt({
    title: `Touch “${key}”`,
    program: ({ choice, namespace }) =>
      namespaceProgram(
        { choice, namespace: namespace.name },
        `const existed = ${writeCall('namespace.touch', ttl === undefined ? [key] : [key, ttl])}`,
      ),
    work: async ({ namespace }) =>
      (await namespace.touch(key, ttl))
        ? `“${key}” has its whole time to live again.`
        : `There was no “${key}” to touch.`,
  })
}
