import { namespaceProgram } from '../code/program.ts'
import { writeCall } from '../code/write-call.ts'
import { notice, snippet } from '../state/feedback.ts'
import { currentTarget } from '../state/session.ts'

/** Shows the feed as a program. */
export function showWatchProgram(): void {
  const target = currentTarget()
  if (target === undefined) return
  const { choice, namespace } = target
  snippet.value = namespaceProgram(
    { choice, namespace: namespace.name },
    `const changes = ${writeCall('namespace.watch', [], { previous: true }).replace('await ', '')}
for await (const change of changes) {
  console.log(change.revision, change.operation, change.origin, change)
}`,
  )
  notice.value = 'The feed as a program.'
}
