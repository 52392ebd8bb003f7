import { quote } from '../values/write-literal.ts'
import { type Choice, databaseName } from '../state/settings.ts'

/** Where a program runs. */
export interface Setting {
  readonly choice: Choice
  readonly namespace: string
}

/** A whole program: opens the store as the page does, and the namespace, then runs `body`. */
export function namespaceProgram({ choice, namespace }: Setting, body: string): string {
  return storeProgram(choice, `const namespace = store.namespace(${quote(namespace)})\n\n${body}`)
}

/** A whole program: opens the store as the page does, then runs `body`. */
export function storeProgram(choice: Choice, body: string): string {
  return `import { openStore } from 'kvasir'

const store = await openStore({ name: ${quote(databaseName(choice))}, backend: ${quote(choice)} })
${body}
`
}
