import { type Choice, databaseName } from '../state/settings.ts'
import { quote } from '../values/write-literal.ts'

/** Opens the store as the page does. */
export function openStoreLines(choice: Choice): string {
  return `import { openStore } from 'kvasir'

const store = await openStore({ name: ${quote(databaseName(choice))}, backend: ${quote(choice)} })`
}
