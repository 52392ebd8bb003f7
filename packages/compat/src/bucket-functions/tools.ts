import type { BucketFunction } from './bucket-function.ts'
import { FUNCTIONS } from './functions.ts'

/** The description of a function, as agents are given tools: JSON, with schemas in JSON Schema 2020-12. */
export type Tool = Pick<BucketFunction, 'name' | 'description' | 'inputSchema' | 'outputSchema'>

/** Every function, to be handed to an agent. What is called by these names goes to a dispatcher. */
export const tools: readonly Tool[] = FUNCTIONS.map(({ name, description, inputSchema, outputSchema }) => ({
  name,
  description,
  inputSchema,
  outputSchema,
}))
