import { describe } from 'vitest'
import { examples } from 'virtual:seed-examples'

/** Describes what the examples show, where they are at hand; skipped, and named so, elsewhere. */
export const describeExamples: typeof describe | typeof describe.skip =
  examples === undefined ? describe.skip : describe

/** The text of an example, for instance `S3-01.json`. */
export function exampleOf(file: string): string {
  const text = examples?.[file]
  if (text === undefined) throw new Error(`There is no example ${file}: set KVASIR_SEEDS to their folder`)
  return text
}
